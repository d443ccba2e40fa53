import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { runExecutable, runShell, type Running, startExecutable } from "../support/executable.ts";
import { jsonEntries, sequenceTo } from "../support/json-entries.ts";

let cluster: E2eCluster;

before(async () => {
  cluster = await openE2eCluster();
});
after(() => cluster[Symbol.asyncDispose]());

/** The words that follow sources in the test's own namespace. */
function followWords(...words: readonly string[]): readonly string[] {
  return ["logs", "-f", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, ...words];
}

function follow(...words: readonly string[]): Running {
  return startExecutable(followWords(...words), { timeoutMs: 120_000 });
}

function sequencesOf(out: string): readonly number[] {
  return jsonEntries(out).map(({ sequence }) => sequence);
}

/** How many lines have come that hold this. */
function count(out: string, text: string): number {
  return out.split(text).length - 1;
}

test("L8 L13 a follow begins with the last ten lines and goes on without a seam", async () => {
  await cluster.addWriter({ name: "steady", lines: 100_000, linesPerSecond: 50, then: "sleep" });
  const running = follow("steady", "-o", "json");
  await running.until((out) => count(out, "\n") > 150);
  running.child.kill("SIGINT");
  const { exitCode, out, err } = await running.finished;
  assert.equal(exitCode, 130);
  assert.equal(err, "");
  const sequences = sequencesOf(out);
  const [first = 0] = sequences;
  assert.deepEqual(sequences, sequenceTo(first + sequences.length - 1, first));
});

for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`L31 ${signal} ends a follow with ${exitCode}, whole lines and no message`, async () => {
    await cluster.addWriter({ name: signal.toLowerCase(), lines: 100_000, linesPerSecond: 200, then: "sleep" });
    const running = follow(signal.toLowerCase());
    await running.until((out) => count(out, "\n") > 20);
    running.child.kill(signal);
    const finished = await running.finished;
    assert.deepEqual([finished.exitCode, finished.signal, finished.err], [exitCode, null, ""]);
    assert.ok(finished.out.endsWith("\n"));
  });
}

test("L31 a second Ctrl-C ends a run that cannot print what it has", async () => {
  const name = "unread";
  await cluster.addWriter({ name, lines: 20_000, linesPerSecond: 0, then: "sleep" });
  await cluster.writerDone(name);
  const running = follow(name, "--all");
  await running.until((out) => out.length > 0);
  running.child.stdout.pause();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  running.child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(running.child.exitCode, null, "it waits for its reader");
  running.child.kill("SIGINT");
  const ended = new Promise((resolve) => running.child.once("exit", (_code, signal) => resolve(signal)));
  assert.equal(await ended, "SIGINT");
  running.child.stdout.destroy();
  await running.finished;
});

test("L14 L15 a follow goes on through restarts, every line of every run once", async () => {
  await cluster.addWriter({ name: "restarts", lines: 120, linesPerSecond: 40, then: { exitCode: 1 } });
  const running = follow("restarts", "--all", "-o", "json");
  await running.until((out) => count(out, " seq=120 ") >= 3);
  running.child.kill("SIGINT");
  const { exitCode, out, err } = await running.finished;
  assert.equal(exitCode, 130);
  assert.doesNotMatch(err, /gap|error/);
  const sequences = sequencesOf(out);
  const runs = sequences.filter((sequence) => sequence === 1).length;
  assert.ok(runs >= 3);
  const expected = Array.from({ length: runs }, () => sequenceTo(120)).flat();
  assert.deepEqual(sequences, expected.slice(0, sequences.length));
});

test("L8 L13 L18 -f -g PATTERN --tail 0 amid a load: nothing of the backlog, then every match once and nothing else", async () => {
  const names = ["load-a", "load-b", "load-c"];
  for (const name of names) await cluster.addWriter({ name, lines: 1_000_000, linesPerSecond: 400, then: "sleep" });
  let last: readonly number[] = [];
  while (last.length < names.length || last.some((sequence) => sequence < 500)) {
    last = await Promise.all(names.map(lastSequence));
  }
  const running = follow("load-*", "-o", "json", "-g", "seq=[0-9]*7 ", "--tail", "0");
  await running.until((out) => names.every((name) => count(out, `id=${name} `) > 100));
  running.child.kill("SIGINT");
  const { exitCode, out, err } = await running.finished;
  assert.equal(exitCode, 130);
  // On a machine with much else to do a line may come late, and that is said.
  assert.match(err, /^(?:kubectl kt: \d+ lines? came later than the reorder window.*\n.*\n)?$/);
  for (const [place, name] of names.entries()) {
    const sequences = jsonEntries(out).flatMap(({ pod, sequence }) => (pod === name ? [sequence] : []));
    const [first = 0] = sequences;
    assert.ok(first > (last[place] ?? 0) && first % 10 === 7, `${name} begins with ${first}`);
    assert.deepEqual(
      sequences,
      sequences.map((_, index) => first + index * 10),
    );
  }
});

/** Of the last line that the writer has written; 0 before the first. */
async function lastSequence(name: string): Promise<number> {
  const words = [
    "logs",
    "--kubeconfig",
    cluster.kubeconfig,
    "-n",
    cluster.namespace,
    name,
    "--tail",
    "1",
    "-o",
    "json",
  ];
  const { out } = await runExecutable(words);
  return sequencesOf(out)[0] ?? 0;
}

test("L6 a follow of what does not exist yet waits, says so, and reads it from its first line", async () => {
  const running = follow("late", "-o", "json");
  await running.until((_out, err) => err.includes("late"));
  await cluster.addWriter({ name: "late", lines: 40, linesPerSecond: 40, then: "sleep" });
  await running.until((out) => out.includes(" seq=40 "));
  running.child.kill("SIGINT");
  const { exitCode, out } = await running.finished;
  assert.equal(exitCode, 130);
  assert.deepEqual(sequencesOf(out), sequenceTo(40));
});

test("L6 a pod that comes later joins a follow from its first line", async () => {
  await cluster.addWriter({ name: "join-a", lines: 100_000, linesPerSecond: 5, then: "sleep" });
  const running = follow("join-*", "-o", "json");
  await running.until((out) => out.includes("join-a"));
  await cluster.addWriter({ name: "join-b", lines: 30, linesPerSecond: 60, then: "sleep" });
  await running.until((out) => out.includes("id=join-b seq=30 "));
  running.child.kill("SIGINT");
  const { out } = await running.finished;
  const joined = jsonEntries(out).filter(({ pod }) => pod === "join-b");
  assert.deepEqual(
    joined.map(({ sequence }) => sequence),
    sequenceTo(30),
  );
});

test("L9 a follow of a finished Job ends by itself with 0; --wait-for-new stays", async () => {
  const words = ["logs", "-f", "--all", "--kubeconfig", cluster.kubeconfig, "batch:job/import", "-o", "json"];
  const { exitCode, out, err } = await runExecutable(words);
  assert.deepEqual([exitCode, err], [0, ""]);
  const pods = Object.groupBy(jsonEntries(out), ({ pod }) => pod);
  assert.equal(Object.keys(pods).length, 3);
  for (const entries of Object.values(pods)) assert.equal(entries?.length, 100);
  const running = startExecutable([...words, "--wait-for-new"]);
  await running.until((waiting) => count(waiting, "\n") === 300);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(running.child.exitCode, null);
  running.child.kill("SIGINT");
  assert.equal((await running.finished).exitCode, 130);
});

test("L16 a reader that stops for a while gets everything in the end", async () => {
  const name = "burst";
  await cluster.addWriter({ name, lines: 40_000, linesPerSecond: 8000, then: "sleep" });
  const running = follow(name, "--all", "-o", "json");
  await running.until((out) => out.length > 0);
  running.child.stdout.pause();
  await cluster.writerDone(name);
  running.child.stdout.resume();
  await running.until((out) => out.includes(" seq=40000 "));
  running.child.kill("SIGINT");
  const { exitCode, out, err } = await running.finished;
  assert.deepEqual([exitCode, err], [130, ""]);
  assert.deepEqual(sequencesOf(out), sequenceTo(40_000));
});

test("L16 a reader that has enough ends a follow and a finished read quietly", async () => {
  await cluster.addWriter({ name: "plenty", lines: 100_000, linesPerSecond: 1000, then: "sleep" });
  for (const words of [followWords("plenty", "--all"), ["logs", ...followWords("plenty", "--all").slice(2)]]) {
    const { out, err } = await runShell(`kt ${words.join(" ")} | head -n 5; echo "\${PIPESTATUS[*]}"`);
    const lines = out.trimEnd().split("\n");
    assert.equal(lines.length, 6);
    // A read that had ended before its reader did has nothing to complain about.
    assert.match(lines.at(-1) ?? "", /^(?:141|0) 0$/);
    assert.equal(err, "");
  }
});
