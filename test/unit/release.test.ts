import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { krewManifest } from "../../.build/release/krew-manifest.ts";
import { signMacho } from "../../.build/release/macho-signature.ts";
import { readPlatforms } from "../../.build/release/platforms.ts";
import { readProject, root } from "../../.build/release/project.ts";
import { readTar, writeTar } from "../../.build/release/tar-archive.ts";
import { writeZip } from "../../.build/release/zip-archive.ts";
import { version } from "../../src/cli/version.ts";
import { parseKrewManifest } from "../support/krew-manifest.ts";

const project = readProject();
const platforms = readPlatforms();

test("P1 there is an executable for three systems on two processors each", () => {
  const names = platforms.map(({ os, arch }) => `${os}/${arch}`);
  const all = ["linux", "darwin", "windows"].flatMap((os) => [`${os}/amd64`, `${os}/arm64`]);
  assert.deepEqual(names.toSorted(), all.toSorted());
});

test("P1 executables have the Node that the tests run on, or where npm has no such package the newest before it", () => {
  const behind = platforms.filter(({ node }) => node.version !== process.versions.node);
  assert.deepEqual(
    behind.map(({ os, arch, node }) => `${os}/${arch} ${node.version}`),
    ["windows/arm64 26.7.0"],
  );
});

test("P1 plugin.yaml keeps Krew's rules, and says of this version what the release build writes", () => {
  const text = readFileSync(join(root, "plugin.yaml"), "utf8");
  const manifest = parseKrewManifest(text);
  assert.equal(manifest.name, "kt");
  const sums = manifest.platforms.map(({ sha256 }) => sha256);
  assert.equal(new Set(sums).size, platforms.length);
  const rows = platforms.map((platform, index) => ({ platform, sha256: sums[index] ?? "" }));
  assert.equal(text, krewManifest(project, rows), "npm run release writes it");
});

test("P1 the version stands in package.json; the program and the changelog agree with it", () => {
  assert.equal(version, project.version);
  const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
  assert.match(changelog, new RegExp(`^## \\[(?:Unreleased|${project.version})\\]`, "m"));
});

test("P1 an archive gives back what was put into it", () => {
  const files = [
    { path: "kubectl-kt", contents: Buffer.alloc(1000, "a"), isExecutable: true },
    { path: "LICENSE", contents: Buffer.alloc(512, "b"), isExecutable: false },
    { path: "empty", contents: Buffer.alloc(0), isExecutable: false },
  ];
  assert.deepEqual(readTar(writeTar(files)), files);
  assert.throws(() => writeTar([{ path: "a".repeat(101), contents: Buffer.alloc(0) }]), /too long a path/);
});

test("P1 a zip archive is the same at every time, with a directory of what is in it", () => {
  const files = [{ path: "kubectl-kt.exe", contents: Buffer.alloc(70_000, "a"), isExecutable: true }];
  const zip = writeZip(files);
  assert.deepEqual(writeZip(files), zip);
  const end = zip.length - 22;
  const directory = zip.readUInt32LE(end + 16);
  assert.equal(zip.toString("latin1", directory, directory + 4), "PK\x01\x02");
  assert.equal(directory + zip.readUInt32LE(end + 12), end);
  assert.equal(zip.toString("latin1", directory + 46, end), "kubectl-kt.exe");
});

test("P1 what is no Mach-O file is not signed", () => {
  assert.throws(() => signMacho(Buffer.alloc(64), "kubectl-kt"), /no 64-bit Mach-O file/);
});
