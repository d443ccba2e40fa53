import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { usualRules } from "../../../src/demo/server/access/user.ts";
import { startFakeCluster } from "../../../src/demo/server/fake-cluster.ts";
import { announcedGaps, silentHoles } from "../../support/announced-gaps.ts";
import type { E2eCluster, WriterSpec } from "../../support/e2e-cluster.ts";
import { assertComplete, assertOrdered, type LedgerRun, startWithLedger } from "../../support/ledger-run.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";
import type { SequenceLedger } from "../../support/sequence-ledger.ts";

/** On a real cluster. */
const many = process.env["KT_TEST_KUBECONFIG"] ? 10 : 1;

const writers: readonly (Pick<WriterSpec, "lines" | "linesPerSecond" | "lineBytes"> & { readonly title: string })[] = [
  { title: "1,000,000 lines of 200 bytes", lines: 100_000 * many, linesPerSecond: 0, lineBytes: 200 },
  { title: "20,000 lines of 400 bytes a second", lines: 30_000 * many, linesPerSecond: 20_000, lineBytes: 400 },
];

suite("endurance: more than a kubelet can follow, through rotations", { timeout: 320_000 }, () => {
  let cluster: E2eCluster;
  let healthy: LedgerRun;

  before(async () => {
    cluster = await openE2eCluster({ maxLogBytes: 10 * 1024 * 1024 });
    await cluster.addWriter({ name: "healthy", lines: 1_000_000, linesPerSecond: 100, then: "sleep" });
    healthy = startWithLedger(["logs", "-f", "--all", ...place(), "healthy"]);
  });
  after(() => cluster[Symbol.asyncDispose]());

  for (const [index, { title, ...lines }] of writers.entries()) {
    test(`L14b ${title}: what comes is printed once and in order, what is missing is told, with exit code 3`, async () => {
      const name = `fast-${index}`;
      const { running, ledger } = await followWhatComes(name);
      await cluster.addWriter({ ...lines, name, then: { exitCode: 0, isOnce: true } });
      const { exitCode, err } = await running.finished;
      assertOrdered(ledger);
      const gaps = announcedGaps(err);
      assert.deepEqual(untold(ledger, err, lines.lines), []);
      assert.equal(exitCode, gaps.length > 0 ? 3 : 0, err);
    });
  }

  test("L14b full speed, and a container that goes on: no stream stands still unnoticed behind a rotation", async () => {
    const name = "still";
    const lines = 50_000 * many;
    const { ledger, running, interrupt } = await followWhatComes(name);
    await cluster.addWriter({ name, lines, linesPerSecond: 0, lineBytes: 200, then: "sleep" });
    const holes = (): readonly string[] => untold(ledger, running.err(), lines);
    // What comes late is waited for as long as the longest silence goes undoubted, and it opens its stream anew.
    for (let quietFor = 0, seen = 0; quietFor < 150 && (quietFor < 10 || holes().length > 0); quietFor++) {
      await sleep(500);
      if (ledger.printed !== seen) quietFor = 0;
      seen = ledger.printed;
    }
    assert.equal(running.child.exitCode, null);
    const { err } = await interrupt();
    assertOrdered(ledger);
    assert.deepEqual(holes(), [], err);
  });

  test("L14b meanwhile, no gap is told of a pod that writes little", async () => {
    const { err } = await healthy.interrupt();
    const { ledger } = healthy;
    assert.ok(ledger.highest("healthy") > 100);
    assertComplete(ledger, err, { healthy: [ledger.highest("healthy")] });
  });

  function place(): readonly string[] {
    return ["--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace];
  }

  /** Follows a pod that does not exist yet: at this speed its first lines could be gone before they were asked for. */
  async function followWhatComes(name: string): Promise<LedgerRun> {
    const run = startWithLedger(["logs", "-f", "--all", ...place(), `pod/${name}`]);
    await run.until((_ledger, err) => err.includes("waiting"));
    return run;
  }
});

/** Holes that no gap is about. What was rotated away before the log could be asked for at all has left no trace. */
function untold(ledger: SequenceLedger, err: string, lines: number): readonly string[] {
  const tallies = ledger.tallies().map((tally) => {
    const missing = tally.missing.filter(({ after: from }) => from !== undefined);
    return { ...tally, missing };
  });
  return silentHoles(tallies, announcedGaps(err), lines);
}

const onFake = { skip: process.env["KT_TEST_KUBECONFIG"] ? "scripts what a kubelet does wrong" : false };

suite("endurance: what a kubelet does wrong", { ...onFake, concurrency: true, timeout: 320_000 }, () => {
  test("L14b a stream that stands still while a file is rotated away: without the right to files a possible gap with its interval, exit code 3", async () => {
    await using cluster = await startFakeCluster({ users: [{ name: "reader", rules: usualRules.podsAndLogs() }] });
    const pod = cluster.world.addPod({ name: "torn", restartPolicy: "Never", containers: ["writer"] });
    const container = pod.container();
    const write = (sequence: number): void => container.writeLine(`seq=${sequence} stream=stdout`);
    const { running, ledger, until } = startWithLedger([
      "logs",
      "-f",
      "--all",
      "--kubeconfig",
      cluster.kubeconfig("reader"),
      "torn",
    ]);
    for (let sequence = 1; sequence <= 100; sequence++) write(sequence);
    await until(() => ledger.highest("torn") === 100);
    for (const open of cluster.openLogs) open.freeze();
    for (let sequence = 101; sequence <= 200; sequence++) write(sequence);
    container.rotateLog();
    for (let sequence = 201; sequence <= 300; sequence++) write(sequence);
    await until(() => ledger.highest("torn") === 300);
    pod.finish();
    const { exitCode, err } = await running.finished;
    assertOrdered(ledger);
    const [tally] = ledger.tallies();
    assert.deepEqual(
      tally?.missing.map(({ first, last }) => [first, last]),
      [[101, 200]],
    );
    const gaps = announcedGaps(err);
    const [run] = tally.missing;
    assert.deepEqual(
      gaps.map(({ after: from, before: to }) => [from, to]),
      [[run?.after, run?.before]],
    );
    assert.equal(exitCode, 3);
  });

  test("L14b a file that is read anew, over and over: every line once, and no gap", async () => {
    await using cluster = await startFakeCluster();
    const pod = cluster.world.addPod({ name: "again", restartPolicy: "Never", containers: ["writer"] });
    const { running, ledger, until } = startWithLedger([
      "logs",
      "-f",
      "--all",
      "--kubeconfig",
      cluster.kubeconfig(),
      "again",
    ]);
    for (let sequence = 1; sequence <= 5000; sequence++) {
      pod.container().writeLine(`seq=${sequence} stream=stdout`);
      if (sequence % 500 !== 0) continue;
      await until(() => ledger.highest("again") === sequence);
      for (const open of cluster.openLogs) open.replay();
    }
    pod.finish();
    const { exitCode, err } = await running.finished;
    assertComplete(ledger, err, { again: [5000] });
    assert.equal(exitCode, 0);
  });
});
