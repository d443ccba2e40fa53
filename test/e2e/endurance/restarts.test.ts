import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { announcedGaps, silentHoles } from "../../support/announced-gaps.ts";
import type { E2eCluster } from "../../support/e2e-cluster.ts";
import { assertComplete, assertOrdered, type LedgerRun, startWithLedger } from "../../support/ledger-run.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";
import { startTcpProxy } from "../../support/tcp-proxy.ts";
import type { SequenceLedger } from "../../support/sequence-ledger.ts";

let cluster: E2eCluster;

before(async () => {
  cluster = await openE2eCluster();
});
after(() => cluster[Symbol.asyncDispose]());

suite("endurance: containers and pods that come and go", { concurrency: true, timeout: 320_000 }, () => {
  test("L6 L15 containers that exit and are started again: every line of every instance once, in order", async () => {
    const lines = linesOfRun();
    const names = ["crash", "complete"];
    const { until, interrupt, ledger } = await followWhatComes(place(), names);
    await Promise.all(
      names.map((name, index) => {
        const then = { exitCode: index === 0 ? 1 : 0 } as const;
        return cluster.addWriter({ name, lines, linesPerSecond, stderrRatio: index * 0.1, then });
      }),
    );
    await until(() => names.every((name) => ledger.printedOf(name, 2) === lines));
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assertComplete(ledger, err, {
      complete: [lines, lines, lines, ...begun(ledger, "complete", 3)],
      crash: [lines, lines, lines, ...begun(ledger, "crash", 3)],
    });
  });

  test("L15 an outage while a container exits and is started again: the rest of its instance is read first", async () => {
    // The next instance must not end as well before its beginning is known, or the log of this one is deleted.
    const lines = linesOfRun() * 3;
    const { proxy, place: through } = await throughProxy();
    await using _ = proxy;
    const { until, interrupt, ledger } = await followWhatComes(through, ["unseen"]);
    await cluster.addWriter({ name: "unseen", lines, linesPerSecond, then: { exitCode: 1 } });
    await until(() => ledger.highest("unseen") >= lines / 2);
    proxy.configure({ cutAfterBytes: () => 0 });
    proxy.cutAll();
    await cluster.writerRestarted("unseen", 1);
    proxy.configure({ cutAfterBytes: () => undefined });
    await until(() => ledger.highest("unseen", 1) === lines);
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assertComplete(ledger, err, { unseen: [lines, lines, ...begun(ledger, "unseen", 2)] });
  });

  test("L15 an outage over several restarts: what can be read comes once, the rest is told as possible gaps", async () => {
    const lines = linesOfRun() / 2;
    const { proxy, place: through } = await throughProxy();
    await using _ = proxy;
    const { until, interrupt, ledger } = await followWhatComes(through, ["lost"]);
    await cluster.addWriter({ name: "lost", lines, linesPerSecond, then: { exitCode: 1 } });
    await until(() => ledger.printed >= 100);
    const last = ledger.tallies().at(-1)?.instance ?? 0;
    proxy.configure({ cutAfterBytes: () => 0 });
    proxy.cutAll();
    // Even if all of the last one has come by now: of two that follow it, only one has left a log.
    await cluster.writerRestarted("lost", last + 3);
    proxy.configure({ cutAfterBytes: () => undefined });
    await until(() => ledger.tallies().some(({ instance, highest }) => instance >= last + 3 && highest === lines));
    const { err } = await interrupt();
    assertOrdered(ledger);
    const gaps = announcedGaps(err);
    assert.notDeepEqual(gaps, []);
    assert.deepEqual(silentHoles(ledger.tallies().slice(0, -1), gaps, lines), []);
  });

  test("L6 a rolling update during the follow of a Deployment: every line of old and new pods once", async () => {
    await cluster.addWriters({ name: "rolling", replicas: 3, linesPerSecond: 300 });
    const { until, interrupt, ledger } = startWithLedger(["logs", "-f", "--all", ...place(), "deploy/rolling"]);
    await until(() => ledger.tallies().length === 3);
    const old = new Set(ledger.tallies().map(({ pod }) => pod));
    await cluster.replaceWriters("rolling");
    await until(() => ledger.tallies().filter(({ pod, printed }) => !old.has(pod) && printed >= 300).length === 3);
    // What is on its way of the last ones to go.
    await sleep(1000);
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assert.equal(ledger.tallies().length, 6);
    assertComplete(ledger, err, Object.fromEntries(ledger.tallies().map(({ pod, highest }) => [pod, [highest]])));
  });
});

const linesPerSecond = 500;

/** A real kubelet takes its time to tell that a container has ended, and keeps the log of only one that has. */
function linesOfRun(): number {
  return linesPerSecond * (cluster.isReal ? 8 : 4);
}

function place(kubeconfig: string = cluster.kubeconfig): readonly string[] {
  return ["--kubeconfig", kubeconfig, "-n", cluster.namespace];
}

/** Follows pods that do not exist yet, so that nothing is missed at their beginning. */
async function followWhatComes(words: readonly string[], names: readonly string[]): Promise<LedgerRun> {
  const run = startWithLedger(["logs", "-f", "--all", ...words, ...names]);
  await run.until((_ledger, err) => names.every((name) => err.includes(`${name}: waiting`)));
  return run;
}

async function throughProxy() {
  const { hostname, port } = new URL(cluster.server);
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  return { proxy, place: place(await cluster.kubeconfigThrough(proxy.port)) };
}

/** The lines so far of one more instance than was waited for: it may have begun. */
function begun(ledger: SequenceLedger, name: string, instance: number): readonly number[] {
  const highest = ledger.highest(name, instance);
  return highest === 0 ? [] : [highest];
}
