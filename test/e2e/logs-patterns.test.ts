import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { type Finished, runExecutable, startExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

let cluster: E2eCluster;
let folder: ScratchFolder;
/** It takes its time, which is spent on the other tests. */
let looping: Promise<void>;

before(async () => {
  folder = scratchFolder();
  cluster = await openE2eCluster();
  looping = cluster.addCrashLoop("loop", 2);
  void looping.catch(() => undefined);
  await Promise.all([
    cluster.addRestarted("restarted", {
      before: ["starting 1", "level=info msg=listening port=80", "bye"],
      after: ["starting 2", "level=error msg=failed err=refused", "level=info msg=listening port=81"],
    }),
    cluster.addHalfRolledOut("web", {
      before: ["hello 1", "version one"],
      after: ["hello 2", "level=warn msg=deprecated", "version two"],
    }),
    cluster.addWriter({ name: "many", lines: 120, linesPerSecond: 0, then: "sleep" }),
    cluster.addWriter({ name: "few", lines: 30, linesPerSecond: 0, then: "sleep" }),
  ]);
  await Promise.all([cluster.writerDone("many"), cluster.writerDone("few")]);
});
after(async () => {
  await cluster[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function run(...words: readonly string[]): Promise<Finished> {
  return runExecutable(["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, ...words]);
}

async function objects(...words: readonly string[]): Promise<readonly ReportObject[]> {
  const { exitCode, out, err } = await run(...words, "-o", "json");
  assert.equal(exitCode, 0, err);
  return linesOf(out).map((line) => JSON.parse(line) as ReportObject);
}

interface ReportObject {
  readonly by?: Readonly<Record<string, unknown>>;
  readonly change?: string;
  readonly pattern?: string;
  readonly level?: string;
  readonly count: number;
  readonly countBefore?: number;
  readonly example?: string;
  readonly sources?: readonly { readonly pod?: string }[];
}

function linesOf(out: string): readonly string[] {
  return out.split("\n").slice(0, -1);
}

test("L22 --count-by pod: how many lines of each, the most first", async () => {
  const { exitCode, out, err } = await run("many", "few", "--count-by", "pod");
  assert.equal(exitCode, 0, err);
  assert.equal(out, "POD   COUNT  SHARE\nmany    120  80.0%\nfew      30  20.0%\n");
});

test("L18 L22 --count-by counts what filters and amounts leave", async () => {
  const counted = await objects("many", "few", "--count-by", "pod", "-g", "seq=1[0-9] ");
  const counts = Object.fromEntries(counted.map(({ by, count }) => [by?.["pod"], count]));
  assert.deepEqual(counts, { few: 10, many: 10 });
  const [few] = await objects("few", "--count-by", "container", "--tail", "7");
  assert.deepEqual([few?.by, few?.count], [{ container: "writer" }, 7]);
});

test("L22 --count-by a field and a unit of time", async () => {
  const [field, another] = await objects("many", "few", "--count-by", "id");
  assert.deepEqual([field?.by, field?.count, another?.by, another?.count], [{ id: "many" }, 120, { id: "few" }, 30]);
  const hours = await objects("many", "--count-by", "hour");
  assert.equal(
    hours.reduce((sum, { count }) => sum + count, 0),
    120,
  );
  assert.match(String(hours[0]?.by?.["hour"]), /^\d{4}-\d\d-\d\dT\d\d:00:00Z$/);
});

test("L22 --patterns: lines that differ in what varies are one, the level tells them apart", async () => {
  const patterns = await objects("many", "--patterns");
  assert.equal(
    patterns.reduce((sum, { count }) => sum + count, 0),
    120,
  );
  assert.ok(patterns.length < 30, `${patterns.length} patterns`);
  for (const { pattern } of patterns) assert.match(pattern ?? "", /seq=<num>/);
  const { out } = await run("many", "--patterns");
  assert.match(out, /^COUNT +SHARE +LEVEL +FIRST +LAST +SOURCES +PATTERN\n/);
});

test("L22 --diff previous: what the last instance of a crash loop says that the one before did not", async () => {
  const { exitCode, out, err } = await run("restarted", "--diff", "previous");
  assert.equal(exitCode, 0, err);
  assert.deepEqual(
    linesOf(out).map((line) => line.split(/ {2,}/u).filter((_, place) => [0, 1, 2, 6].includes(place))),
    [
      ["CHANGE", "COUNT", "LEVEL", "PATTERN"],
      ["+ new", "1", "error", "failed err=refused"],
      ["- gone", "1", "-", "bye"],
    ],
  );
  assert.match(err, /2 patterns are in both/);
  const same = (await objects("restarted", "--diff", "previous")).filter(({ change }) => change === "same");
  assert.deepEqual(same.map(({ pattern, count, countBefore }) => `${pattern} ${count} ${countBefore}`).toSorted(), [
    "listening 1 1",
    "starting <num> 1 1",
  ]);
});

test("L22 L31 --diff previous of a container that was never restarted says why not and what to do", async () => {
  const { exitCode, out, err } = await run("many", "--diff", "previous");
  assert.equal(exitCode, 1);
  assert.equal(out, "");
  assert.match(err, /many\/writer was never restarted\n {2}hint: save a log to compare with: kubectl kt logs /);
});

test("L22 --diff rollout: the current ReplicaSet against the one before, while its pods exist", async () => {
  const found = await objects("deploy/web", "--diff", "rollout");
  assert.deepEqual(
    found.filter(({ change }) => change === "new").map(({ pattern, level, count }) => [pattern, level, count]),
    [
      ["deprecated", "warn", 1],
      ["version two", undefined, 1],
    ],
  );
  assert.deepEqual(
    found.filter(({ change }) => change === "gone").map(({ pattern }) => pattern),
    ["version one"],
  );
  assert.deepEqual(
    found.filter(({ change }) => change === "same").map(({ pattern }) => pattern),
    ["hello <num>"],
  );
});

test("L22 L31 --diff rollout without an earlier revision says why not and what to do", async () => {
  const { exitCode, err } = await run("many", "--diff", "rollout");
  assert.equal(exitCode, 1);
  assert.match(err, /belongs to a Deployment, StatefulSet or DaemonSet\n {2}hint: /);
});

test("L22 L27 --diff FILE: against a saved log, through the same filters; saved logs against each other too", async () => {
  const saved = await run("restarted", "-p", "-o", "json");
  const path = folder.write("before.json", saved.out);
  assert.equal(linesOf(readFileSync(path, "utf8")).length, 3, saved.err);
  const live = await objects("restarted", "--diff", path);
  assert.deepEqual(live.map(({ change, pattern }) => [change, pattern]).slice(0, 2), [
    ["new", "failed err=refused"],
    ["gone", "bye"],
  ]);
  const filtered = await run("restarted", "--diff", path, "--grep", "listening");
  assert.equal(filtered.out, "");
  assert.match(filtered.err, /nothing is new and nothing is gone: 1 pattern is in both/);
  const now = folder.write("now.json", (await run("restarted", "-o", "json")).out);
  const offline = await runExecutable(["logs", "--file", now, "--diff", path, "-o", "json"], {
    env: { KUBECONFIG: "/nonexistent" },
  });
  assert.equal(offline.exitCode, 0, offline.err);
  assert.equal(linesOf(offline.out).length, live.length);
});

test("L22 L31 --diff FILE that cannot be read fails, instead of calling everything new", async () => {
  const { exitCode, out, err } = await run("restarted", "--diff", "/nonexistent.json");
  assert.equal(exitCode, 1);
  assert.equal(out, "");
  assert.match(
    err,
    /^kubectl kt: error: --diff \/nonexistent\.json: there is no such file\n {2}hint: --diff takes previous, .*\n$/,
  );
});

test("L22 --diff A..B and --diff 1h: two windows of the same logs", async () => {
  const path = folder.write(
    "timed.log",
    ["08:00:01 a 1", "08:30:00 b 1", "09:00:00 c 1", "09:10:00 a 2"]
      .map((line) => line.replace(" ", ".000000000Z "))
      .map((line) => `2026-11-21T${line}\n`)
      .join(""),
  );
  const changes = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { exitCode, out, err } = await runExecutable(["logs", "--file", path, ...words, "-o", "json"]);
    assert.equal(exitCode, 0, err);
    return linesOf(out).map((line) => {
      const { change = "", pattern = "" } = JSON.parse(line) as ReportObject;
      return `${change} ${pattern}`;
    });
  };
  const hour = ["--since", "2026-11-21T09:00:00Z", "--diff", "1h"];
  assert.deepEqual(await changes(...hour), ["new c <num>", "gone b <num>", "same a <num>"]);
  const window = ["--diff", "2026-11-21T08:00:00Z..2026-11-21T08:30:00Z"];
  assert.deepEqual(await changes(...window), ["new b <num>", "new c <num>", "same a <num>"]);
});

test("L22 L23 a follow prints what it came to when it ends", async () => {
  const { exitCode, out } = await run("many", "-f", "--count-by", "pod", "--timeout", "8s");
  assert.equal(exitCode, 5);
  assert.equal(out, "POD   COUNT   SHARE\nmany    120  100.0%\n");
});

test("L22 L27 lines of standard input are counted and clustered as well", async () => {
  const lines = Array.from({ length: 50 }, (_, index) => `level=info msg="item ${index} added"\n`).join("");
  const running = startExecutable(["logs", "--stdin", "--patterns", "-o", "json"]);
  running.child.stdin.end(lines);
  const { exitCode, out, err } = await running.finished;
  assert.equal(exitCode, 0, err);
  const [pattern, another] = linesOf(out).map((line) => JSON.parse(line) as ReportObject);
  assert.deepEqual(
    [pattern?.pattern, pattern?.level, pattern?.count, another],
    ["item <num> added", "info", 50, undefined],
  );
});

test("L22 L31 -f --diff previous of a crash loop: while no new instance has started nothing is called gone", async () => {
  await looping;
  const follow = (timeout: string) => run("loop", "-f", "--diff", "previous", "--timeout", timeout);
  // An instance that has just started is a new one; behind it there is a longer pause. A slow machine needs more time to find the pod.
  const isInVain = ({ err }: Finished): boolean => err.includes("in both") || !err.includes("has ended: ");
  let followed = await follow("2s");
  for (let attempt = 1; attempt < 8 && isInVain(followed); attempt++) followed = await follow(`${2 + attempt}s`);
  const { exitCode, out, err } = followed;
  assert.equal(exitCode, 5, err);
  assert.equal(out, "");
  assert.match(
    err,
    /warning: no new instance of \S+\/loop\/main has started, so there is nothing to compare\n {2}hint: /,
  );
  assert.equal(err.match(/has ended: /g)?.length, 1, err);
});
