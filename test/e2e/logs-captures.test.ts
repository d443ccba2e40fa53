import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { runExecutable, runShell, startExecutable } from "../support/executable.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

let cluster: E2eCluster;
let folder: ScratchFolder;
/** A capture of two containers by `-o json`. */
let capture: string;

before(async () => {
  folder = scratchFolder();
  cluster = await openE2eCluster();
  for (const name of ["one", "two"]) {
    await cluster.addWriter({ name, lines: 200, linesPerSecond: 100, then: "sleep" });
  }
  await Promise.all([cluster.writerDone("one"), cluster.writerDone("two")]);
  capture = folder.write("capture.json", await live("-o", "json"));
});
after(async () => {
  await cluster[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function live(...words: readonly string[]): Promise<string> {
  const place = ["--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace];
  return outputOf(["logs", ...place, "one", "two", ...words]);
}

async function saved(...words: readonly string[]): Promise<string> {
  return outputOf(["logs", "--file", capture, ...words]);
}

/** No kubeconfig in the environment: saved logs must not need one. */
async function outputOf(words: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await runExecutable(words, { env: { KUBECONFIG: "/nonexistent" } });
  assert.equal(exitCode, 0, err);
  assert.equal(err, "");
  return out;
}

for (const words of [
  [],
  ["-o", "json"],
  ["--timestamps", "--color", "always"],
  ["--tail", "7"],
  ["--tail-each", "3"],
  ["--head", "5", "--prefix"],
  ["-g", String.raw`seq=\d*7 `, "-e", "id=one"],
  ["--columns", "namespace,pod,container,instance,message"],
]) {
  test(`L27 a capture that is read back prints what the live run printed: ${words.join(" ") || "text"}`, async () => {
    assert.equal(await saved(...words), await live(...words));
  });
}

test("L27 a pipe of kubectl kt into kubectl kt, and a compressed capture, print the same", async () => {
  const expected = await live();
  const piped = await runShell(`cat '${capture}' | kt logs --stdin`);
  assert.deepEqual([piped.exitCode, piped.err, piped.out], [0, "", expected]);
  const packed = join(folder.path, "capture.json.gz");
  writeFileSync(packed, gzipSync(readFileSync(capture)));
  assert.equal(await outputOf(["logs", "--file", packed]), expected);
});

test("L11 L27 saved files are merged in the order of time", async () => {
  const [first, second] = [
    folder.write("a.log", "2026-11-21T08:00:01.000000000Z a1\n2026-11-21T08:00:03.000000000Z a3\n"),
    folder.write("b.log", "2026-11-21T08:00:02Z stdout F b2\n2026-11-21T08:00:04Z stderr F b4\n"),
  ];
  assert.equal(await outputOf(["logs", "--file", first, "--file", second, "-o", "raw"]), "a1\nb2\na3\nb4\n");
});

test("L25 L27 --stream chooses among saved lines that tell their stream, and says what it left out", async () => {
  const lines = "2026-11-21T08:00:01Z stdout F a\n2026-11-21T08:00:02Z stderr F b\nno stream\n";
  const path = folder.write("streams.log", lines);
  const { exitCode, out, err } = await runExecutable(["logs", "--file", path, "--stream", "stderr"]);
  assert.deepEqual([exitCode, out], [0, "b\n"]);
  assert.equal(err, `kubectl kt: warning: ${path}: 1 line does not tell its stream, and is left out\n`);
});

test("L27 what comes on standard input is printed as it comes", async () => {
  const run = startExecutable(["logs", "--stdin"]);
  run.child.stdin.write("one\n");
  await run.until((out) => out === "one\n");
  run.child.stdin.write("two\n");
  await run.until((out) => out === "one\ntwo\n");
  run.child.stdin.end("three");
  const { exitCode, out } = await run.finished;
  assert.deepEqual([exitCode, out], [0, "one\ntwo\nthree\n"]);
});

test("L21 L27 a line that matches is not held back for long; records of several containers may alternate", async () => {
  const run = startExecutable(["logs", "--stdin", "-g", "broken"]);
  run.child.stdin.write("fine\nit is broken\n");
  await run.until((out) => out === "it is broken\n");
  run.child.stdin.end();
  assert.equal((await run.finished).exitCode, 0);
  const lines = ["a panic: x", "b started", "a \tat f (f.js:1)", "b \tat g (g.js:1)", "a done", "b done"];
  const path = folder.write("mixed.log", lines.map((line) => `[pod/${line.replace(" ", "/app] ")}\n`).join(""));
  assert.equal(await outputOf(["logs", "--file", path, "-g", "panic"]), "a | panic: x\na | \tat f (f.js:1)\n");
});

test("L18 L27 lines around a match are those of its container, whatever stands between them", async () => {
  const lines = ["a 1", "b 1", "a 2 hit", "b 2", "a 3", "b 3", "b 4 hit", "a 4", "b 5"];
  const path = folder.write("beside.log", lines.map((line) => `[pod/${line.replace(" ", "/app] ")}\n`).join(""));
  const around = await outputOf(["logs", "--file", path, "-g", "hit", "-C", "1"]);
  assert.equal(around, "a | 1\na | 2 hit\na | 3\nb | 3\nb | 4 hit\nb | 5\n");
});

const evil = "(a{1,30}){1,30}$";
for (const [flag, words, isPrinted] of [
  ["--grep", ["--grep", evil], false],
  ["--exclude", ["--exclude", evil], true],
  ["--until-match", ["--until-match", evil, "-g", "."], true],
  ["--where", ["--where", `msg=~"${evil}"`], false],
  ["--highlight", ["--highlight", evil, "--color", "always"], true],
] as const) {
  test(`L18 ${flag} --ignore-case with a counted repetition comes to an end on a line of 1 MB`, async () => {
    const line = `msg=${"aA".repeat(500_000)}b\n`;
    const path = folder.write("long.log", line);
    const { exitCode, out, err } = await runExecutable(["logs", "--file", path, "--ignore-case", ...words], {
      timeoutMs: 300_000,
    });
    assert.equal(exitCode, flag === "--until-match" ? 4 : 0, err);
    assert.equal(out, isPrinted ? line : "");
  });
}

test("L27 -f follows a file, and Ctrl-C ends it; --head ends a stream that does not end", async () => {
  const path = folder.write("grows.log", "one\n");
  const run = startExecutable(["logs", "-f", "--file", path]);
  await run.until((out) => out === "one\n");
  writeFileSync(path, "two\n", { flag: "a" });
  await run.until((out) => out === "one\ntwo\n");
  run.child.kill("SIGINT");
  assert.equal((await run.finished).exitCode, 130);
  const endless = await runShell("yes line | kt logs --stdin --head 2");
  assert.deepEqual([endless.exitCode, endless.out], [0, "line\nline\n"]);
});

test("L8 L27 --tail-each of standard input waits for its end", async () => {
  for (const [count, left] of [
    [0, ""],
    [2, "4\n5\n"],
  ] as const) {
    assert.equal((await runShell(`printf '1\\n2\\n3\\n4\\n5\\n' | kt logs --stdin --tail-each ${count}`)).out, left);
  }
});

test("L31 L27 a file that is missing fails by itself: exit 3 beside others, 1 alone", async () => {
  const missing = join(folder.path, "missing.log");
  const beside = await runExecutable(["logs", "--file", missing, "--file", capture]);
  assert.deepEqual([beside.exitCode, beside.out.split("\n").length], [3, 401]);
  const alone = await runExecutable(["logs", "--file", missing]);
  assert.deepEqual([alone.exitCode, alone.out], [1, ""]);
  assert.match(alone.err, /^kubectl kt: error: \S*missing\.log: there is no such file\n {2}hint: ls -la /);
});

for (const [words, message] of [
  [["web"], /^kubectl kt: error: SOURCE "web" and saved logs \(--stdin, --file\) cannot go together/],
  [["-l", "app=web"], /^kubectl kt: error: --selector and saved logs/],
  [["-p"], /^kubectl kt: error: --previous and saved logs/],
] as const) {
  test(`L31 L27 --stdin ${words.join(" ")} is refused`, async () => {
    const { exitCode, err } = await runExecutable(["logs", "--stdin", ...words]);
    assert.equal(exitCode, 2);
    assert.match(err, message);
  });
}
