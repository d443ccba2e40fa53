import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { usualRules } from "../../../src/demo/server/access/user.ts";
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from "../../../src/demo/server/fake-cluster.ts";
import type { Container } from "../../../src/demo/server/world/container.ts";
import { announcedGaps } from "../../support/announced-gaps.ts";
import type { E2eCluster } from "../../support/e2e-cluster.ts";
import { assertComplete, assertOrdered, type LedgerRun, startWithLedger } from "../../support/ledger-run.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";

suite("endurance: what a kubelet skips is read from its files", { timeout: 170_000 }, () => {
  let cluster: E2eCluster;

  before(async () => {
    cluster = await openE2eCluster({ maxLogBytes: 10 * 1024 * 1024 });
  });
  after(() => cluster[Symbol.asyncDispose]());

  test("L14b a writer at full speed is followed through rotations: every line once, and no gap", async () => {
    const lines = cluster.isReal ? 300_000 : 100_000;
    const place = ["--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace];
    const run = startWithLedger(["logs", "-f", "--all", ...place, "pod/fast"]);
    await run.until((_ledger, err) => err.includes("waiting"));
    const spec = { name: "fast", lines, linesPerSecond: 0, lineBytes: 200 } as const;
    await cluster.addWriter({ ...spec, then: "sleep" });
    await run.until((ledger) => ledger.printed >= lines);
    const { err } = await run.interrupt();
    assertComplete(run.ledger, err, { fast: [lines] });
    assert.deepEqual(announcedGaps(err), []);
  });
});

const onFake = { skip: process.env["KT_TEST_KUBECONFIG"] ? "scripts what a kubelet does wrong" : false };

suite("endurance: a gap and the files of the node", { ...onFake, concurrency: true, timeout: 60_000 }, () => {
  test("L14b a stream that stands still while a file is rotated away: the missing lines, once and in order", async () => {
    const { run, exitCode, err } = await followGap();
    assertOrdered(run.ledger);
    assert.deepEqual(run.ledger.tallies()[0]?.missing, []);
    assert.deepEqual(announcedGaps(err), []);
    assert.equal(exitCode, 0, err);
  });

  test("L14b a rotated file that the kubelet has deleted: lost, with its interval, exit code 3", async () => {
    const { run, exitCode, err } = await followGap({ maxLogFiles: 1 });
    assertOrdered(run.ledger);
    const missing = run.ledger.tallies()[0]?.missing ?? [];
    assert.deepEqual(
      missing.map(({ first, last }) => [first, last]),
      [[101, 200]],
    );
    assert.match(err, /torn.*: lost: the kubelet has deleted a log file before it was read \(after .*, before .*\)/);
    assert.equal(exitCode, 3);
  });
});

suite("endurance: a file that a stream has skipped and gone on", { ...onFake, timeout: 60_000 }, () => {
  test("L14b its lines come late and marked so, each line once; no gap, exit code 0", async () => {
    const { run, exitCode, err } = await followSkip();
    assert.deepEqual([run.ledger.misplaced, run.ledger.rest], [0, ""]);
    const [tally] = run.ledger.tallies();
    assert.deepEqual([tally?.printed, tally?.highest, tally?.doubled, tally?.missing], [9000, 9000, 0, []]);
    assert.equal(run.ledger.late, 3000);
    assert.match(err, /fast.*: 3000 lines that the kubelet had skipped were read from the log's files, and came late/);
    assert.deepEqual(announcedGaps(err), []);
    assert.equal(exitCode, 0, err);
  });

  test("L14b without the right to files they stay a possible gap with its interval, exit code 3", async () => {
    const { run, exitCode, err } = await followSkip("reader");
    assertOrdered(run.ledger);
    const [tally] = run.ledger.tallies();
    const [missing] = tally?.missing ?? [];
    assert.deepEqual([missing?.first, missing?.last, run.ledger.late], [3001, 6000, 0]);
    assert.deepEqual(
      announcedGaps(err).map(({ after: from, before: to }) => [from, to]),
      [[missing?.after, missing?.before]],
    );
    assert.equal(exitCode, 3);
  });
});

suite("endurance: a first file that is rotated before it is asked for", { ...onFake, timeout: 60_000 }, () => {
  test("L6 L14b a pod that joins is read from its first line on, each line once and in order", async () => {
    await using cluster = await startFakeCluster();
    const run = followEarly(cluster);
    await run.until((_ledger, err) => err.includes("waiting"));
    const container = cluster.world.addPod({ name: "early", containers: ["writer"] }).container();
    writeTwoFiles(container);
    await run.until((ledger) => ledger.highest("early") === 200);
    const { err } = await run.interrupt();
    assertComplete(run.ledger, err, { early: [200] });
  });

  test("L14b L15 a container that was restarted is read from its first line on, each line once and in order", async () => {
    await using cluster = await startFakeCluster();
    const container = cluster.world.addPod({ name: "early", containers: ["writer"] }).container();
    const run = followEarly(cluster);
    container.writeLine("seq=1 stream=stdout");
    await run.until((ledger) => ledger.highest("early") === 1);
    container.restart();
    writeTwoFiles(container);
    await run.until((ledger) => ledger.highest("early", 1) === 200);
    const { err } = await run.interrupt();
    assertComplete(run.ledger, err, { early: [1, 200] });
  });
});

function followEarly(cluster: FakeCluster): LedgerRun {
  return startWithLedger(["logs", "-f", "--all", "--kubeconfig", cluster.kubeconfig(), "pod/early"]);
}

/** Two hundred lines in two files, with as much time between them as lies between rotations. */
function writeTwoFiles(container: Container): void {
  const startMs = Date.now();
  for (let sequence = 1; sequence <= 200; sequence++) {
    if (sequence === 101) container.rotateLog();
    const at = new Date(startMs + sequence + (sequence > 100 ? 5000 : 0)).toISOString();
    container.writeLine(`seq=${sequence} stream=stdout`, { at });
  }
}

/** Follows a container of whose three files the stream comes late to the end of the first, and then skips the second. */
async function followSkip(
  user = "admin",
): Promise<{ readonly run: LedgerRun; readonly exitCode: number | null; readonly err: string }> {
  await using cluster = await startFakeCluster({ users: [{ name: "reader", rules: usualRules.podsAndLogs() }] });
  const pod = cluster.world.addPod({ name: "fast", restartPolicy: "Never", containers: ["writer"] });
  const startMs = Date.now() - 60_000;
  /** A million bytes in a second, so many seconds after the start. */
  const write = (from: number, count: number, second: number): void => {
    for (let index = 0; index < count; index++) {
      const at = new Date(startMs + second * 1000 + index / 3).toISOString();
      pod.container().writeLine(`seq=${from + index} stream=stdout `.padEnd(330, "x"), { at });
    }
  };
  const place = ["--kubeconfig", cluster.kubeconfig(user)];
  const run = startWithLedger(["logs", "-f", "--all", ...place, "fast"]);
  write(1, 2000, 0);
  await run.until((ledger) => ledger.highest("fast") === 2000);
  write(2001, 1000, 0.7);
  await run.until((ledger) => ledger.highest("fast") === 3000);
  pod.container().rotateLog();
  write(3001, 3000, 10);
  pod.container().rotateLog();
  for (const open of cluster.openLogs) open.replay();
  write(6001, 3000, 20);
  await run.until((ledger, told) => ledger.printed === 9000 || /possible gap/.test(told));
  await run.until((ledger) => ledger.highest("fast") === 9000);
  pod.finish();
  const { exitCode, err } = await run.running.finished;
  return { run, exitCode, err };
}

/** Follows a container whose second hundred of lines is in a file that the stream never comes to. */
async function followGap(
  options: FakeClusterOptions = {},
): Promise<{ readonly run: LedgerRun; readonly exitCode: number | null; readonly err: string }> {
  await using cluster = await startFakeCluster(options);
  const pod = cluster.world.addPod({ name: "torn", restartPolicy: "Never", containers: ["writer"] });
  const container = pod.container();
  const write = (from: number, to: number): void => {
    for (let sequence = from; sequence <= to; sequence++) container.writeLine(`seq=${sequence} stream=stdout`);
  };
  const run = startWithLedger(["logs", "-f", "--all", "--kubeconfig", cluster.kubeconfig(), "torn"]);
  write(1, 100);
  await run.until((ledger) => ledger.highest("torn") === 100);
  for (const open of cluster.openLogs) open.freeze();
  write(101, 200);
  container.rotateLog();
  write(201, 300);
  await run.until((ledger) => ledger.highest("torn") === 300);
  pod.finish();
  const { exitCode, err } = await run.running.finished;
  return { run, exitCode, err };
}
