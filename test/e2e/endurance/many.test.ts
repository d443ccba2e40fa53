import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startFakeCluster } from "../../../src/demo/server/fake-cluster.ts";
import { follows, stallAfter } from "../../support/faults.ts";
import { assertComplete, startWithLedger } from "../../support/ledger-run.ts";

const skip = process.env["KT_TEST_KUBECONFIG"] ? "500 pods are too many for a cluster on one machine" : false;

suite("endurance: many containers", { skip, timeout: 320_000 }, () => {
  test("L16 L17 500 followed containers over a handful of connections; one that stalls does not hold the others", async () => {
    await using cluster = await startFakeCluster();
    const pods = Array.from({ length: 500 }, (_, index) =>
      cluster.world.addPod({ name: `pod-${String(index).padStart(3, "0")}`, containers: ["writer"] }),
    );
    const stalled = "pod-250";
    const heal = cluster.faults.add(stallAfter(200, { ...follows, path: /\/pods\/pod-250\/log$/ }));
    let round = 0;
    const write = (): void => {
      round++;
      for (const pod of pods) pod.container().writeLine(`id=${pod.name} seq=${round} stream=stdout`);
    };
    write();
    const { ledger, until, interrupt } = startWithLedger([
      "logs",
      "-f",
      "--all",
      "--kubeconfig",
      cluster.kubeconfig(),
      "pod-*",
    ]);
    await until(() => ledger.printed >= 500);
    await untilOpen(() => cluster.openLogs.size);
    for (let count = 0; count < 30; count++) {
      write();
      await sleep(50);
    }
    const others = pods.map(({ name }) => name).filter((name) => name !== stalled);
    await until(() => others.every((name) => ledger.highest(name) === round));
    assert.ok(ledger.highest(stalled) < round, "it stalls still");
    heal();
    // It is noticed that it writes, and it is opened again.
    await until(() => ledger.highest(stalled) === round);
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assertComplete(ledger, err, Object.fromEntries(pods.map(({ name }) => [name, [round]])));
    const { acceptedCount } = cluster.connections;
    assert.ok(acceptedCount <= 12, `${acceptedCount} connections`);
  });
});

async function untilOpen(openCount: () => number): Promise<void> {
  while (openCount() < 500) await sleep(50);
}
