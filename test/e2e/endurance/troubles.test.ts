import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { whyUntroubled } from "../../support/cluster-kit.ts";
import type { ClusterTroubles, E2eCluster } from "../../support/e2e-cluster.ts";
import { runExecutable } from "../../support/executable.ts";
import { jsonEntries } from "../../support/json-entries.ts";
import { assertComplete, startWithLedger } from "../../support/ledger-run.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";

const why = whyUntroubled();
let cluster: E2eCluster;
let troubles: ClusterTroubles;

suite("endurance: a cluster in trouble", { skip: why, timeout: 320_000 }, () => {
  before(async () => {
    cluster = await openE2eCluster();
    troubles = await cluster.trouble();
  });
  after(async () => {
    await troubles[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  test("L14 a follow over restarts of the API server and of a kubelet: every line once, in order", async () => {
    // Without end, however long the troubles take, and so slow that meanwhile no log file is filled.
    const spec = { lines: Number.POSITIVE_INFINITY, linesPerSecond: 300, then: "sleep" } as const;
    const names = ["steady-1", "steady-2"];
    await Promise.all(names.map((name, index) => cluster.addWriter({ ...spec, name, node: `node-${index + 1}` })));
    const { until, interrupt, ledger } = startWithLedger(["logs", "-f", "--all", ...place(), ...names]);
    for (const trouble of [
      () => troubles.restartApiServer(),
      () => troubles.restartKubelet("node-2"),
      () => troubles.restartApiServer(),
    ]) {
      await until(isNews(() => ledger.printed, 1000));
      await trouble();
    }
    const wanted = names.map((name) => ledger.highest(name) + 500);
    await until(() => names.every((name, index) => ledger.highest(name) >= (wanted[index] ?? 0)));
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assertComplete(ledger, err, Object.fromEntries(names.map((name) => [name, [ledger.highest(name)]])));
  });

  test("L14 L15 a follow over a reboot of a node: every readable line of both instances once, in order", async () => {
    const spec = { lines: cluster.isReal ? 6000 : 2500, linesPerSecond: 500, then: "sleep" } as const;
    await Promise.all([
      cluster.addWriter({ ...spec, name: "rebooted", node: "node-2" }),
      cluster.addWriter({ ...spec, name: "elsewhere", node: "node-1" }),
    ]);
    const names = ["rebooted", "elsewhere"];
    const { until, interrupt, ledger } = startWithLedger(["logs", "-f", "--all", ...place(), ...names]);
    await until(() => ledger.highest("rebooted") > 1000);
    await troubles.rebootNode("node-2");
    await until(() => ledger.highest("rebooted", 1) === spec.lines && ledger.highest("elsewhere") === spec.lines);
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    const previous = await runExecutable(["logs", "--previous", ...place(), "rebooted", "-o", "json"]);
    const last = jsonEntries(previous.out).at(-1)?.sequence ?? 0;
    assert.ok(last > 1000, previous.err);
    assertComplete(ledger, err, { elsewhere: [spec.lines], rebooted: [last, spec.lines] });
  });
});

function place(): readonly string[] {
  return ["--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace];
}

/** Whether the number has grown by so much since this was made. */
function isNews(current: () => number, by: number): () => boolean {
  const start = current();
  return () => current() >= start + by;
}
