import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { announcedGaps } from "../../support/announced-gaps.ts";
import type { E2eCluster } from "../../support/e2e-cluster.ts";
import { assertOrdered, type LedgerRun, startWithLedger } from "../../support/ledger-run.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";
import type { InstanceTally } from "../../support/sequence-ledger.ts";

/** Whatever the size is at which the cluster's kubelets rotate, up to the usual 10 MiB. */
suite("endurance: what a writer leaves behind on its node", { concurrency: true, timeout: 320_000 }, () => {
  test("H1 20 MB at full speed: --history has more than the log API, each line once and in order", async () => {
    await using cluster = await openE2eCluster({ maxLogBytes: 10 * 1024 * 1024 });
    const lines = 80_000;
    await cluster.addWriter({ name: "burst", lines, linesPerSecond: 0, lineBytes: 210, then: "sleep" });
    await cluster.writerDone("burst");
    const { history, ofApi } = await readUntil(cluster, "burst", (api) => api.printed < lines);
    await assertWhatIsLeft(history, lines);
    assert.ok(ofApi.printed < history.ledger.printed, `${ofApi.printed} lines of the API`);
  });

  test("H1 what the kubelet has deleted is lost, with its interval; all that it has left comes", async () => {
    await using cluster = await openE2eCluster({ maxLogBytes: 1024 * 1024 });
    const lines = cluster.isReal ? 100_000 : 16_000;
    // A file of 10 MiB is full whenever a real kubelet looks, each three seconds.
    const linesPerSecond = 4000;
    await cluster.addWriter({ name: "long", lines, linesPerSecond, lineBytes: 1000, then: "sleep" });
    await cluster.writerDone("long");
    const { history } = await readUntil(cluster, "long", () => true);
    const tally = await assertWhatIsLeft(history, lines);
    assert.ok(tally.printed < lines, "nothing was deleted");
  });
});

/** Reads it with and without the history, again and again until the API's part is as it should be: a rotation takes seconds. */
async function readUntil(
  cluster: E2eCluster,
  pod: string,
  isAsItShouldBe: (ofApi: InstanceTally) => boolean,
): Promise<{ readonly history: LedgerRun; readonly ofApi: InstanceTally }> {
  for (;;) {
    const history = await read(cluster, pod, "--history");
    const ofApi = tallyOf(await read(cluster, pod, "--backend", "api"));
    if (isAsItShouldBe(ofApi)) return { history, ofApi };
  }
}

async function read(cluster: E2eCluster, pod: string, ...words: readonly string[]): Promise<LedgerRun> {
  const run = startWithLedger(["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, pod, ...words]);
  await run.running.finished;
  return run;
}

function tallyOf({ ledger }: LedgerRun): InstanceTally {
  const [tally, ...others] = ledger.tallies();
  // Of a file that was just begun there is nothing yet.
  const nothing = { pod: "", container: "", instance: 0, printed: 0, highest: 0, reached: 0 };
  assert.deepEqual(others, []);
  return tally ?? { ...nothing, doubled: 0, disordered: 0, missing: [], firstAt: "", lastAt: "" };
}

/** Nothing is missing but at the beginning, and that is told, with the time of the first line that is there. */
async function assertWhatIsLeft(run: LedgerRun, lines: number): Promise<InstanceTally> {
  const { exitCode, err } = await run.running.finished;
  assertOrdered(run.ledger);
  const tally = tallyOf(run);
  const { highest, missing, firstAt } = tally;
  assert.equal(highest, lines, err);
  assert.deepEqual(
    missing.map(({ first }) => first),
    tally.printed < lines ? [1] : [],
  );
  const gaps = announcedGaps(err).map(({ why, before: to }) => [why, to]);
  const lost = [["the kubelet has deleted the oldest of its log files", firstAt]];
  assert.deepEqual([exitCode, gaps], tally.printed < lines ? [3, lost] : [0, []], err);
  return tally;
}
