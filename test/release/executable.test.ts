import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { buildArchive } from "../../.build/release/archive.ts";
import { bundleExecutable } from "../../.build/release/executable-bundle.ts";
import { readPlatforms } from "../../.build/release/platforms.ts";
import { readProject } from "../../.build/release/project.ts";
import { readExecutableFormat } from "../support/executable-format.ts";
import { type FreshMachine, freshMachine } from "../support/fresh-machine.ts";
import { releasedArchive, releasedChecksums, sha256, unpackReleased } from "../support/released-archive.ts";

const run = promisify(execFile);

test("P1 the same sources give an archive of the same bytes, and its sum is in checksums.txt", async () => {
  const { version } = readProject();
  const platform = readPlatforms().find(({ os, arch }) => os === "linux" && arch === "amd64");
  assert.ok(platform !== undefined);
  const again = await buildArchive(platform, version, await bundleExecutable());
  const released = sha256(readFileSync(releasedArchive));
  assert.equal(again.sha256, released);
  assert.deepEqual(releasedChecksums(), { [again.name]: released });
  assert.equal(again.name, basename(releasedArchive));
});

test("P1 the archive holds the executable and the licences, of nobody and of no time", () => {
  const listed = execFileSync("tar", ["-tvzf", releasedArchive, "--utc", "--numeric-owner"], { encoding: "utf8" });
  const files = listed
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/\s+/))
    .map(([mode, owner, , ...rest]) => [mode, owner, ...rest].join(" "));
  assert.deepEqual(files, [
    "-rwxr-xr-x 0/0 1970-01-01 00:00 kubectl-kt",
    "-rw-r--r-- 0/0 1970-01-01 00:00 LICENSE",
    "-rw-r--r-- 0/0 1970-01-01 00:00 THIRD-PARTY-NOTICES",
  ]);
});

suite("P1 the executable for Linux on amd64, where there is no Node", () => {
  let machine: FreshMachine;
  let bin: string;
  before(async () => {
    machine = await freshMachine((folder) => {
      bin = join(folder, "bin");
      mkdirSync(bin);
      unpackReleased(bin);
      symlinkSync("kubectl-kt", join(bin, "kubectl_complete-kt"));
      return [bin];
    });
  });
  after(() => machine[Symbol.asyncDispose]());

  /** What it prints with exit code 0. */
  async function kt(...words: readonly string[]): Promise<string> {
    return await machine.run(join(bin, "kubectl-kt"), ...words);
  }

  test("P1 it holds the licence of everything that is in it", () => {
    const notices = readFileSync(join(bin, "THIRD-PARTY-NOTICES"), "utf8");
    for (const name of ["@kubernetes/client-node 2", "yargs 18", "chalk 6", "luxon 3", "ndjson 2", "Node.js 26"]) {
      assert.ok(notices.includes(`\n- ${name}.`), name);
    }
    assert.match(notices, /Permission is hereby granted/);
    assert.match(notices, /V8, located at deps\/v8/);
  });

  test("P1 its format is right, and Node is there without its symbols", () => {
    const { application, ...format } = readExecutableFormat(readFileSync(join(bin, "kubectl-kt")));
    assert.deepEqual(format, { format: "ELF", arch: "amd64", isFused: true });
    assert.ok(application !== undefined && application.length > 1_000_000);
  });

  test("P1 of the system it needs the libraries that Krew's caveats and docs/releasing.md name, and no other", async () => {
    const { stdout } = await run("ldd", [join(bin, "kubectl-kt")]);
    const libraries = [...stdout.matchAll(/^\t(?:\S*\/)?([\w+-]+)[.]so[.]/gm)].map(([, name]) => name ?? "");
    const ofGlibc = ["libc", "libdl", "libm", "libpthread", "linux-vdso", "ld-linux-x86-64"];
    assert.deepEqual(libraries.filter((name) => !ofGlibc.includes(name)).toSorted(), [
      "libatomic",
      "libgcc_s",
      "libstdc++",
    ]);
  });

  test("P1 it tells its version, and what NODE_OPTIONS says is nothing to it", async () => {
    assert.equal(await kt("--version"), `kubectl-kt ${readProject().version}\n`);
    const { stdout } = await run(join(bin, "kubectl-kt"), ["version"], {
      env: { ...machine.env, NODE_OPTIONS: "--require /nosuch.js" },
    });
    assert.equal(stdout, `kubectl-kt ${readProject().version}\n`);
  });

  const rows: readonly (readonly [words: readonly string[], shown: RegExp])[] = [
    [["logs", "--help"], /Usage: kubectl kt logs/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "3"], /^web-\S+ \| .+\n(?:web-\S+ \| .+\n){2}$/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "2", "-o", "json"], /"namespace":"shop"/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "2", "-o", "csv"], /,shop,/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "2", "-o", "template={{.PodName}}\n"], /^web-/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "9", "--pretty"], /web-/],
    [["logs", "-n", "shop", "deploy/web", "--patterns"], /\S/],
    [["logs", "-n", "shop", "deploy/web", "--count-by", "pod"], /web-/],
    [["logs", "-n", "shop", "deploy/web", "--dry-run"], /web-/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "2", "--history"], /web-/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "2", "--with-events"], /web-/],
    [["logs", "-n", "shop", "deploy/web", "--tail", "2", "-f", "--timeout", "5s", "--until-match", "."], /web-/],
    [["files", "-n", "shop", "deploy/web"], /web-/],
    [["node-logs", "--list", "node-1"], /\S/],
    [["diagnose", "-n", "shop", "deploy/web"], /\S/],
    [["config", "show"], /\S|^$/],
    [["completion", "bash"], /complete /],
    [["demo", "--for", "2s"], /\S/],
  ];
  for (const [words, shown] of rows) {
    test(`P1 it runs: kubectl-kt ${words.join(" ").replace("\n", "\\n")}`, async () => {
      assert.match(await kt(...words), shown);
    });
  }

  test("P1 it reads saved logs, compressed ones too, and standard input", async () => {
    machine.folder.write("saved.log", "2026-01-01T00:00:00Z one\n");
    assert.equal(await kt("logs", "--file", "saved.log"), "2026-01-01T00:00:00Z one\n");
    const packed = gzipSync("2026-01-01T00:00:00Z two\n");
    const child = run(join(bin, "kubectl-kt"), ["logs", "--stdin"], { env: machine.env });
    child.child.stdin?.end(packed);
    assert.equal((await child).stdout, "2026-01-01T00:00:00Z two\n");
  });

  test("L30 called as kubectl_complete-kt it completes", async () => {
    const shown = await machine.run(join(bin, "kubectl_complete-kt"), "logs", "-n", "shop", "deploy/w");
    assert.equal(shown, "deploy/web\n:4\n");
  });

  test("P1 it writes nothing beside itself", () => {
    assert.deepEqual(readdirSync(bin).toSorted(), [
      "LICENSE",
      "THIRD-PARTY-NOTICES",
      "kubectl-kt",
      "kubectl_complete-kt",
    ]);
  });
});
