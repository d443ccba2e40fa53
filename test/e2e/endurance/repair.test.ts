import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type FakeClusterOptions, startFakeCluster } from "../../../src/demo/server/fake-cluster.ts";
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
