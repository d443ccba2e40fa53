import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../../src/demo/server/world/random.ts";
import type { E2eCluster, WriterSpec } from "../../support/e2e-cluster.ts";
import { assertComplete, type LedgerRun, startWithLedger } from "../../support/ledger-run.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";
import { startTcpProxy, type TcpProxy, type TcpProxyOptions } from "../../support/tcp-proxy.ts";

let cluster: E2eCluster;

before(async () => {
  cluster = await openE2eCluster();
});
after(() => cluster[Symbol.asyncDispose]());

/** A proxy before the API server, and the words that follow through it. */
async function throughProxy(
  options: Omit<TcpProxyOptions, "host" | "port">,
): Promise<{ readonly proxy: TcpProxy; readonly place: readonly string[] }> {
  const { hostname, port } = new URL(cluster.server);
  const proxy = await startTcpProxy({ ...options, host: hostname, port: Number(port || 443) });
  return { proxy, place: ["--kubeconfig", await cluster.kubeconfigThrough(proxy.port), "-n", cluster.namespace] };
}

/** After how many bytes to cut, of each connection anew. */
function randomBytes(minBytes: number, maxBytes: number): () => number {
  const random = seededRandom(maxBytes);
  return () => Math.floor(minBytes + random() * (maxBytes - minBytes));
}

/** Writes until the test is over: no machine is so slow that nothing is written any more while it is cut off. */
async function addEndlessWriters(linesPerSecondOf: Readonly<Record<string, number>>): Promise<readonly string[]> {
  const specs = Object.entries(linesPerSecondOf).map(([name, linesPerSecond], index): WriterSpec => {
    const stderrRatio = index === 0 ? {} : { stderrRatio: 0.2 };
    return { name, lines: Number.POSITIVE_INFINITY, linesPerSecond, then: "sleep", ...stderrRatio };
  });
  await Promise.all(specs.map((spec) => cluster.addWriter(spec)));
  return Object.keys(linesPerSecondOf);
}

/** Waits until each of them has printed so many lines more than now. */
async function untilMore({ ledger, until }: LedgerRun, names: readonly string[], count: number): Promise<void> {
  const wanted = names.map((name) => ledger.highest(name) + count);
  await until(() => names.every((name, index) => ledger.highest(name) >= (wanted[index] ?? 0)));
}

/** Interrupts a follow of endless writers: up to where it has come, every line has been printed once, in order. */
async function assertCompleteSoFar({ ledger, interrupt }: LedgerRun, names: readonly string[]): Promise<void> {
  const { exitCode, err } = await interrupt();
  assert.equal(exitCode, 130);
  assertComplete(ledger, err, Object.fromEntries(names.map((name) => [name, [ledger.highest(name)]])), true);
}

suite("endurance: connections that are cut", { concurrency: true, timeout: 320_000 }, () => {
  // So slow that not even the whole time limit fills a log file: what is rotated away during a cut is lost to everybody.
  for (const [how, linesPerSecond, maxBytes] of [
    ["reset", [300, 300, 100], 50_000],
    ["fin", [200, 60], 50_000],
  ] as const) {
    test(`L12 L13 L14 a follow of ${linesPerSecond.length} pods over 20 cuts at random bytes (${how}): every line once, in order`, async () => {
      const rates = linesPerSecond.map((rate, index) => [`${how}-${index}`, rate] as const);
      const names = await addEndlessWriters(Object.fromEntries(rates));
      const { proxy, place } = await throughProxy({ how });
      await using _ = proxy;
      const run = startWithLedger(["logs", "-f", "--all", ...place, `${how}-*`]);
      await run.until((ledger) => names.every((name) => ledger.highest(name) > 0));
      proxy.configure({ cutAfterBytes: randomBytes(0, maxBytes) });
      proxy.cutAll(how);
      await run.until(() => proxy.cutCount >= 20);
      proxy.configure({ cutAfterBytes: () => undefined });
      await untilMore(run, names, 500);
      await assertCompleteSoFar(run, names);
    });
  }

  test("L14 a follow of quiet pods through a proxy that cuts what is idle: every line once, in order", async () => {
    const names = await addEndlessWriters({ "quiet-a": 1, "quiet-b": 1 });
    const { proxy, place } = await throughProxy({ how: "fin" });
    await using _ = proxy;
    const run = startWithLedger(["logs", "-f", "--all", ...place, ...names]);
    await run.until((ledger) => names.every((name) => ledger.highest(name) > 0));
    proxy.configure({ idleMs: 300 });
    proxy.cutAll("fin");
    await run.until(() => proxy.cutCount >= 6);
    await untilMore(run, names, 5);
    await assertCompleteSoFar(run, names);
  });

  test("L14 a finished read over cuts at random bytes: every line once, in order, and exit code 0", async () => {
    const names = ["done-a", "done-b"];
    const spec = { lines: 20_000, linesPerSecond: 0, lineBytes: 200, then: "sleep" } as const;
    await Promise.all(names.map((name) => cluster.addWriter({ name, ...spec })));
    await Promise.all(names.map((name) => cluster.writerDone(name)));
    const cutBytes = randomBytes(200_000, 1_500_000);
    // A log that was written within one second is asked for from its beginning each time: at last, it must be let through.
    let left = 12;
    const { proxy, place } = await throughProxy({ cutAfterBytes: () => (left-- > 0 ? cutBytes() : undefined) });
    await using _ = proxy;
    const { running, ledger } = startWithLedger(["logs", ...place, ...names]);
    const { exitCode, err } = await running.finished;
    assert.equal(exitCode, 0, err);
    assert.ok(proxy.cutCount >= 5, `${proxy.cutCount} cuts`);
    assertComplete(ledger, err, { "done-a": [20_000], "done-b": [20_000] });
  });

  test("L14 an outage of some seconds, during which nothing can be reached: every line once, in order", async () => {
    const names = await addEndlessWriters({ outage: 300 });
    const { proxy, place } = await throughProxy({});
    await using _ = proxy;
    const run = startWithLedger(["logs", "-f", "--all", ...place, ...names]);
    await untilMore(run, names, 500);
    proxy.configure({ cutAfterBytes: () => 0 });
    proxy.cutAll();
    const { cutCount } = proxy;
    await sleep(3000);
    while (proxy.cutCount < cutCount + 2) await sleep(50);
    proxy.configure({ cutAfterBytes: () => undefined });
    await untilMore(run, names, 2000);
    await assertCompleteSoFar(run, names);
  });
});
