import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../../src/demo/server/world/random.ts";
import type { E2eCluster, WriterSpec } from "../../support/e2e-cluster.ts";
import { assertComplete, startWithLedger } from "../../support/ledger-run.ts";
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

/** Cuts so many connections, each after another number of bytes, and then none. */
function cutAtRandom(count: number, minBytes: number, maxBytes: number): () => number | undefined {
  const random = seededRandom(count + maxBytes);
  let left = count;
  return () => (left-- > 0 ? Math.floor(minBytes + random() * (maxBytes - minBytes)) : undefined);
}

suite("endurance: connections that are cut", { concurrency: true, timeout: 170_000 }, () => {
  for (const [how, rates, maxBytes] of [
    ["reset", [3000, 3000, 500], 300_000],
    ["fin", [1000, 300], 80_000],
  ] as const) {
    test(`L12 L13 L14 a follow of ${rates.length} pods over 20 cuts at random bytes (${how}): every line once, in order`, async () => {
      const specs = rates.map((linesPerSecond, index): WriterSpec => {
        const stderrRatio = index === 0 ? {} : { stderrRatio: 0.2 };
        return { name: `${how}-${index}`, lines: linesPerSecond * 10, linesPerSecond, then: "sleep", ...stderrRatio };
      });
      await Promise.all(specs.map((spec) => cluster.addWriter(spec)));
      const { proxy, place } = await throughProxy({ how });
      await using _ = proxy;
      const { until, interrupt, ledger } = startWithLedger(["logs", "-f", "--all", ...place, `${how}-*`]);
      await until(() => ledger.printed > 0);
      proxy.configure({ cutAfterBytes: cutAtRandom(19, 0, maxBytes) });
      proxy.cutAll(how);
      await until(() => specs.every(({ name, lines }) => ledger.highest(name) === lines));
      const { exitCode, err } = await interrupt();
      assert.equal(exitCode, 130);
      assert.equal(proxy.cutCount, 20);
      assertComplete(ledger, err, Object.fromEntries(specs.map(({ name, lines }) => [name, [lines]])));
    });
  }

  test("L14 a follow of quiet pods through a proxy that cuts what is idle: every line once, in order", async () => {
    const names = ["quiet-a", "quiet-b"];
    await Promise.all(names.map((name) => cluster.addWriter({ name, lines: 15, linesPerSecond: 1, then: "sleep" })));
    const { proxy, place } = await throughProxy({ how: "fin" });
    await using _ = proxy;
    const { until, interrupt, ledger } = startWithLedger(["logs", "-f", "--all", ...place, ...names]);
    await until(() => names.every((name) => ledger.highest(name) > 0));
    proxy.configure({ idleMs: 300 });
    proxy.cutAll("fin");
    await until(() => names.every((name) => ledger.highest(name) === 15));
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assert.ok(proxy.cutCount >= 5, `${proxy.cutCount} cuts`);
    assertComplete(ledger, err, { "quiet-a": [15], "quiet-b": [15] });
  });

  test("L14 a finished read over cuts at random bytes: every line once, in order, and exit code 0", async () => {
    const names = ["done-a", "done-b"];
    const spec = { lines: 20_000, linesPerSecond: 0, lineBytes: 200, then: "sleep" } as const;
    await Promise.all(names.map((name) => cluster.addWriter({ name, ...spec })));
    await Promise.all(names.map((name) => cluster.writerDone(name)));
    const { proxy, place } = await throughProxy({ cutAfterBytes: cutAtRandom(12, 200_000, 1_500_000) });
    await using _ = proxy;
    const { running, ledger } = startWithLedger(["logs", ...place, ...names]);
    const { exitCode, err } = await running.finished;
    assert.equal(exitCode, 0, err);
    assert.ok(proxy.cutCount >= 5, `${proxy.cutCount} cuts`);
    assertComplete(ledger, err, { "done-a": [20_000], "done-b": [20_000] });
  });

  test("L14 an outage of some seconds, during which nothing can be reached: every line once, in order", async () => {
    await cluster.addWriter({ name: "outage", lines: 10_000, linesPerSecond: 1000, then: "sleep" });
    const { proxy, place } = await throughProxy({});
    await using _ = proxy;
    const { until, interrupt, ledger } = startWithLedger(["logs", "-f", "--all", ...place, "outage"]);
    await until(() => ledger.highest("outage") > 1000);
    proxy.configure({ cutAfterBytes: () => 0 });
    proxy.cutAll();
    await sleep(3000);
    proxy.configure({ cutAfterBytes: () => undefined });
    await until(() => ledger.highest("outage") === 10_000);
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assertComplete(ledger, err, { outage: [10_000] });
  });
});
