import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { type FreshMachine, freshMachine } from "../support/fresh-machine.ts";
import { type KrewManifest, parseKrewManifest } from "../support/krew-manifest.ts";
import { releasedArchive, releasedManifest, sha256, unpackReleased } from "../support/released-archive.ts";

suite("P1 the archive installed as krew install does", { skip: whySkipped() }, () => {
  let machine: FreshMachine;
  let bin: string;
  before(async () => {
    machine = await freshMachine((folder) => {
      bin = installAsKrew(folder, parseKrewManifest(readFileSync(releasedManifest, "utf8")));
      const kubectlOnly = join(folder, "kubectl");
      mkdirSync(kubectlOnly);
      symlinkSync(programOnPath("kubectl"), join(kubectlOnly, "kubectl"));
      return [bin, kubectlOnly];
    });
  });
  after(() => machine[Symbol.asyncDispose]());

  async function kubectl(...words: readonly string[]): Promise<string> {
    return await machine.run(join(machine.folder.path, "kubectl/kubectl"), ...words);
  }

  test("P1 kubectl kt runs, and reads logs of the cluster", async () => {
    assert.match(await kubectl("kt", "--version"), /^kubectl-kt \d/);
    const lines = await kubectl("kt", "logs", "-n", "shop", "deploy/web", "--tail", "3");
    assert.match(lines, /^(?:web-\S+ \| .+\n){3}$/);
  });

  test("L30 completion --install makes what kubectl calls on TAB, and it works", async () => {
    const path = join(bin, "kubectl_complete-kt");
    assert.match(await kubectl("kt", "completion", "--install"), new RegExp(`^${path} is made; `));
    assert.match(await kubectl("kt", "completion", "--install"), /is there already/);
    assert.equal(readlinkSync(path), "kubectl-kt");
    assert.equal(await kubectl("__complete", "kt", "logs", "-n", "shop", "deploy/w"), "deploy/web\n:4\n");
  });
});

/** The way of krew 0.4 and later: the sum, the files, the link. @returns its folder of links. */
function installAsKrew(root: string, manifest: KrewManifest): string {
  const platform = manifest.platforms.find(({ os, arch }) => os === "linux" && arch === "amd64");
  assert.ok(platform !== undefined);
  assert.equal(sha256(readFileSync(releasedArchive)), platform.sha256);
  const unpacked = join(root, "unpacked");
  const store = join(root, "store", manifest.name, manifest.version);
  const bin = join(root, "bin");
  for (const path of [unpacked, store, bin]) mkdirSync(path, { recursive: true });
  unpackReleased(unpacked);
  for (const { from, to } of platform.files) copyFileSync(join(unpacked, from), join(store, to, from));
  symlinkSync(join(store, platform.bin), join(bin, `kubectl-${manifest.name}`));
  return bin;
}

function whySkipped(): string | false {
  return programOnPath("kubectl") === "" ? "kubectl is not on PATH" : false;
}

function programOnPath(name: string): string {
  return spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
}
