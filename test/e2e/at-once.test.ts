import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";
import { runCompletion, runExecutable } from "../support/executable.ts";
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
  await assert.rejects(runAlone(["logs", "web"]), /ENOENT.*run\.cjs/);
});

test("P2 start: what logs loads comes in few files, since each takes time, and their compiled code is kept", async () => {
  using folder = scratchFolder();
  const dist = join(folder.path, "dist");
  cpSync(dirname(bundle), dist, {
    recursive: true,
    filter: (path) => path === dirname(bundle) || /\.[cm]js$/.test(path),
  });
  const saved = join(folder.path, "saved.log");
  writeFileSync(saved, "one line\n");
  const words = [join(dist, "kubectl-kt.mjs"), "logs", "--file", saved, "-o", "raw"];
  assert.equal((await run(process.execPath, words)).stdout, "one line\n");
  const [kept = "", ...others] = readdirSync(join(dist, "compile-cache"));
  assert.deepEqual(others, []);
  const bytes = readFileSync(join(dist, "compile-cache", kept));
  const { places } = JSON.parse(bytes.toString("latin1", 0, bytes.indexOf("\n"))) as { places: [string][] };
  const loaded = places.map(([name]) => name);
  assert.ok(loaded.includes("./run.cjs"), loaded.join(" "));
  assert.ok(loaded.length <= 40, loaded.join(" "));
  assert.equal((await run(process.execPath, words)).stdout, "one line\n");
});
