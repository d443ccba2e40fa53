import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";
import { runCompletion, runExecutable } from "../support/executable.ts";
import { loadTracer } from "../support/load-tracer.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const run = promisify(execFile);

const bundle = join(import.meta.dirname, "../../dist/kubectl-kt.mjs");

/** Runs the first file of the bundle where no other is. */
async function runAlone(words: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  using folder = scratchFolder();
  const dist = join(folder.path, "dist");
  mkdirSync(dist);
  const entry = join(dist, "kubectl-kt.mjs");
  copyFileSync(bundle, entry);
  return await run(process.execPath, [entry, ...words]);
}

const asked = [["--version"], ["--help"], ["help"], [], ...allCommands.map(({ name }) => [name, "--help"])];

for (const words of asked) {
  test(`P2 start: kubectl kt ${words.join(" ")} is answered by the first file of the bundle alone`, async () => {
    const { stdout, stderr } = await runAlone(words);
    assert.equal(stderr, "");
    assert.notEqual(stdout, "");
    assert.equal(stdout, (await runExecutable(words)).out);
  });
}

for (const words of [[""], ["lo"], ["logs", "-"], ["logs", "--si"], ["logs", "-o", ""], ["node-logs", "--u"]]) {
  test(`P2 start: completion of ${JSON.stringify(words)} is answered by the first file of the bundle alone`, async () => {
    const { stdout, stderr } = await runAlone(["__complete", ...words]);
    assert.equal(stderr, "");
    assert.match(stdout, /^\S.*\n:\d+\n$/s);
    assert.equal(stdout, (await runCompletion(words)).out);
  });
}

test("P2 start: a command that has work to do needs more than that file, so the tests above can fail", async () => {
  await assert.rejects(runAlone(["logs", "web"]), /ERR_MODULE_NOT_FOUND/);
});

test("P2 start: what logs loads comes in few files, since each takes time", async () => {
  using folder = scratchFolder();
  const saved = join(folder.path, "saved.log");
  writeFileSync(saved, "one line\n");
  const { stdout, stderr } = await run(process.execPath, [...loadTracer, bundle, "logs", "--file", saved, "-o", "raw"]);
  assert.equal(stdout, "one line\n");
  const loaded = [...stderr.matchAll(/^loaded file:\/\/.*\/dist\/(\S+)$/gm)].map(([, file]) => file);
  assert.ok(loaded.includes("run.mjs"), stderr);
  assert.ok(loaded.length <= 40, loaded.join(" "));
});
