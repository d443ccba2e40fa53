import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { complete } from "../../src/cli/completion/complete.ts";
import { printCompletion } from "../../src/cli/completion/print-completion.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";

async function startCrowdedCluster(): Promise<FakeCluster> {
  const cluster = await startFakeCluster();
  for (let number = 0; number < 1300; number++) {
    const name = `web-${String(number).padStart(4, "0")}`;
    cluster.world.addPod({ namespace: "shop", name, containers: ["main"] });
  }
  return cluster;
}

async function candidatesFor(cluster: FakeCluster, word: string): Promise<readonly string[]> {
  const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
  const { candidates } = await complete(["logs", "--kubeconfig", kubeconfig, `pod/${word}`], {
    env: {},
    signal: AbortSignal.timeout(60_000),
  });
  return candidates.map(({ value }) => value);
}

test("L30 completion of many names asks page by page, and for no page behind what is typed", async () => {
  await using cluster = await startCrowdedCluster();
  const pages = (): number => cluster.requests.filter(({ path }) => path.endsWith("/pods")).length;
  const first = await candidatesFor(cluster, "web-00");
  assert.deepEqual([first.length, first[0], first.at(-1), pages()], [100, "pod/web-0000", "pod/web-0099", 1]);
  const last = await candidatesFor(cluster, "web-12");
  assert.deepEqual([last.length, last[0], pages()], [100, "pod/web-1200", 1 + 3]);
  assert.equal((await candidatesFor(cluster, "")).length, 1300);
});

test("L30 completion gives up on a server that says nothing, in silence", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const server = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  let out = "";
  const write = (text: string): void => void (out += text);
  await printCompletion(["__complete", "logs", "--kubeconfig", "/dev/null", "--server", server, "deploy/"], {
    env: {},
    write,
  });
  assert.equal(out, ":4\n");
  silent.close();
});

test("L30 completion of node-logs offers nodes, those that are named already left out", async () => {
  await using cluster = await startFakeCluster();
  const words = ["node-logs", "--kubeconfig", cluster.kubeconfig(), "node-2", "node-"];
  const { candidates } = await complete(words, { env: {}, signal: AbortSignal.timeout(60_000) });
  assert.deepEqual(
    candidates.map(({ value }) => value),
    ["node-1", "node-3"],
  );
});
