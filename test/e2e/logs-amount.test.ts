import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { runExecutable } from "../support/executable.ts";
import { type JsonEntry, jsonEntries, sequenceTo } from "../support/json-entries.ts";

const linesOfEach = 500;
let cluster: E2eCluster;
/** Everything that both writers wrote, in the order in which it was read. */
let all: readonly JsonEntry[];

before(async () => {
  cluster = await openE2eCluster();
  for (const name of ["one", "two"]) {
    await cluster.addWriter({ name, lines: linesOfEach, linesPerSecond: 250, then: "sleep" });
  }
  await Promise.all([cluster.writerDone("one"), cluster.writerDone("two")]);
  all = await read();
});
after(() => cluster[Symbol.asyncDispose]());

async function read(...words: readonly string[]): Promise<readonly JsonEntry[]> {
  const place = ["--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace];
  const { exitCode, out, err } = await runExecutable(["logs", ...place, "one", "two", "-o", "json", ...words]);
  assert.equal(exitCode, 0, err);
  assert.equal(err, "");
  return jsonEntries(out);
}

/** The timestamp of the entry at a place in the whole. */
function timeAt(place: number): string {
  const entry = all[place];
  assert.ok(entry);
  return entry.timestamp;
}

test("L11 a finished read of two containers has every line once, in the order of time", () => {
  for (const pod of ["one", "two"]) {
    const sequences = all.filter((entry) => entry.pod === pod).map(({ sequence }) => sequence);
    assert.deepEqual(sequences, sequenceTo(linesOfEach), pod);
  }
  const times = all.map(({ timestamp }) => timestamp);
  assert.deepEqual(times, times.toSorted());
});

for (const count of [0, 1, 7, 400, 100_000]) {
  test(`L8 --tail ${count}: the last of both together`, async () => {
    assert.deepEqual(await read("--tail", String(count)), count === 0 ? [] : all.slice(-count));
  });
  test(`L8 --head ${count}: the first of both together`, async () => {
    assert.deepEqual(await read("--head", String(count)), all.slice(0, count));
  });
}

test("L8 --tail-each 3: the last of each", async () => {
  const lastThree = (pod: string): readonly JsonEntry[] => all.filter((entry) => entry.pod === pod).slice(-3);
  const entries = await read("--tail-each", "3");
  for (const pod of ["one", "two"])
    assert.deepEqual(
      entries.filter((entry) => entry.pod === pod),
      lastThree(pod),
    );
  assert.equal(entries.length, 6);
});

test("L8 L16 long tails, which are not held in memory, have the same last lines", async () => {
  const [lines, wanted] = [12_000, 5000];
  await cluster.addWriter({ name: "long", lines, linesPerSecond: 0, then: "sleep" });
  await cluster.writerDone("long");
  for (const flag of ["--tail", "--tail-each"]) {
    const place = ["--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace];
    const { exitCode, out, err } = await runExecutable(["logs", ...place, "long", "-o", "json", flag, String(wanted)]);
    assert.deepEqual([exitCode, err], [0, ""]);
    const sequences = jsonEntries(out).map(({ sequence }) => sequence);
    assert.deepEqual(sequences, sequenceTo(lines, lines - wanted + 1), flag);
  }
});

test("L8 --tail with --grep counts what matches", async () => {
  const matching = all.filter(({ sequence }) => String(sequence).endsWith("7"));
  assert.deepEqual(await read("-g", String.raw`seq=\d*7 `, "--tail", "5"), matching.slice(-5));
  assert.deepEqual(await read("-g", String.raw`seq=\d*7 `, "--head", "5"), matching.slice(0, 5));
});

test("L8 --tail-each with --grep counts what matches in each", async () => {
  const matching = all.filter(({ sequence }) => String(sequence).endsWith("7"));
  const last = ["one", "two"].flatMap((pod) => matching.filter((entry) => entry.pod === pod).slice(-2));
  const entries = await read("-g", String.raw`seq=\d*7 `, "--tail-each", "2");
  assert.deepEqual(new Set(entries.map(({ message }) => message)), new Set(last.map(({ message }) => message)));
  assert.equal(entries.length, 4);
});

test("L7 --since and --until belong to the window, --after and --before do not", async () => {
  const [from, to] = [timeAt(150), timeAt(720)];
  const within = (isWithin: (time: string) => boolean): readonly JsonEntry[] =>
    all.filter(({ timestamp }) => isWithin(timestamp));
  assert.deepEqual(
    await read("--since", from, "--until", to),
    within((time) => time >= from && time <= to),
  );
  assert.deepEqual(
    await read("--after", from, "--before", to),
    within((time) => time > from && time < to),
  );
  assert.deepEqual(
    await read("--since-time", from),
    within((time) => time >= from),
  );
  assert.deepEqual(
    await read("--until", to),
    within((time) => time <= to),
  );
});

test("L7 L8 a window with --tail and --head", async () => {
  const [from, to] = [timeAt(150), timeAt(720)];
  const within = all.filter(({ timestamp }) => timestamp >= from && timestamp <= to);
  assert.deepEqual(await read("--since", from, "--until", to, "--tail", "5"), within.slice(-5));
  assert.deepEqual(await read("--since", from, "--until", to, "--head", "5"), within.slice(0, 5));
});

test("L7 a relative time counts back from now", async () => {
  assert.deepEqual(await read("--since", "1h"), all);
  assert.deepEqual(await read("--until", "1h"), []);
  assert.deepEqual(await read("--since", "PT1H", "--until", "0s"), all);
});

test("L8 --limit-bytes counts bytes of messages", async () => {
  const entries = await read("--limit-bytes", "1000");
  assert.equal(Buffer.byteLength(entries.map(({ message }) => message).join("")), 1000);
  const whole = entries.slice(0, -1);
  assert.deepEqual(whole, all.slice(0, whole.length));
});

test("L17 --max-streams 1 changes nothing of what comes out", async () => {
  assert.deepEqual(await read("--max-streams", "1"), all);
});

test("L18 --exclude takes lines away, --ignore-case and --fixed-strings change how patterns are read", async () => {
  assert.deepEqual(
    await read("-e", "id=one"),
    all.filter(({ pod }) => pod === "two"),
  );
  assert.deepEqual(
    await read("-g", "ID=ONE", "--ignore-case"),
    all.filter(({ pod }) => pod === "one"),
  );
  assert.deepEqual(
    await read("-g", "id=one seq=1 ", "-g", "id=two seq=2 ", "--fixed-strings"),
    all.filter(({ pod, sequence }) => (pod === "one" && sequence === 1) || (pod === "two" && sequence === 2)),
  );
  assert.deepEqual(await read("-g", "seq=.", "--fixed-strings"), []);
});

test("L18 --fail-on-empty makes no match exit 4", async () => {
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "one", "-g", "nowhere"];
  assert.deepEqual(await runExecutable(words), { exitCode: 0, signal: null, out: "", err: "" });
  const failed = await runExecutable([...words, "--fail-on-empty"]);
  assert.equal(failed.exitCode, 4);
  assert.equal(failed.out, "");
  assert.match(
    failed.err,
    /^kubectl kt: error: 0 of \d+ lines match --grep, and --fail-on-empty is given\n {2}hint: without --grep /,
  );
});
