import assert from "node:assert/strict";
import { test } from "node:test";
import { startFakeCluster, type FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { KubeClient, WatchEvent } from "../../src/kube/client.ts";
import type { Pod } from "../../src/kube/objects.ts";
import { endAfter, failWith, watches } from "../support/faults.ts";
import { connectWith, until } from "../support/kube-client.ts";

const podsPath = "/api/v1/namespaces/shop/pods";
const timeout = 30_000;

/** Watches in the background; what it sees stands in `names` as it would in a cache. */
function follow(client: KubeClient): { names: Set<string>; lists: () => number; stop: () => Promise<void> } {
  const aborter = new AbortController();
  const names = new Set<string>();
  let lists = 0;
  const take = (event: WatchEvent<Pod>): void => {
    if (event.type === "LISTED") {
      lists += 1;
      names.clear();
      for (const { metadata } of event.items) names.add(metadata.name);
    } else if (event.type === "DELETED") names.delete(event.object.metadata.name);
    else names.add(event.object.metadata.name);
  };
  const run = (async () => {
    for await (const event of client.watch<Pod>(podsPath, { signal: aborter.signal })) take(event);
  })();
  const stop = async (): Promise<void> => {
    aborter.abort();
    await run;
  };
  return { names, lists: () => lists, stop };
}

function add(cluster: FakeCluster, name: string): void {
  cluster.world.addPod({ namespace: "shop", name, containers: ["c"] });
}

test("L6 watch: pods come and go as they do in the cluster", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  add(cluster, "a");
  await using client = await connectWith(cluster.kubeconfig());
  const watch = follow(client);
  await until(() => watch.names.has("a"));
  const b = cluster.world.addPod({ namespace: "shop", name: "b", containers: ["c"] });
  await until(() => watch.names.has("b"));
  b.delete();
  await until(() => !watch.names.has("b"));
  await watch.stop();
  assert.equal(watch.lists(), 1);
});

test("L14 watch: the API server's restart is survived without a second list", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig());
  const watch = follow(client);
  await until(() => watch.lists() === 1);
  for (const how of ["reset", "fin"] as const) {
    await cluster.restart({ how, meanwhile: async () => add(cluster, `while-${how}`) });
    await until(() => watch.names.has(`while-${how}`));
  }
  await watch.stop();
  assert.equal(watch.lists(), 1);
});

test("L14 watch: cuts in mid-frame and clean ends lose no event", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig());
  for (const ending of ["reset", "end", "cut-reset", "cut-fin"] as const) {
    cluster.faults.add({ ...endAfter(700, ending, watches), times: 1 });
  }
  const watch = follow(client);
  await until(() => watch.lists() === 1);
  for (let pod = 0; pod < 12; pod++) {
    add(cluster, `p-${pod}`);
    await until(() => watch.names.has(`p-${pod}`));
  }
  await watch.stop();
  assert.equal(watch.lists(), 1);
});

test("L14 watch: a version that the server has forgotten leads to a new list", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  add(cluster, "old");
  await using client = await connectWith(cluster.kubeconfig());
  const watch = follow(client);
  await until(() => watch.lists() === 1);
  await cluster.restart({
    meanwhile: async () => {
      add(cluster, "new");
      cluster.world.store.compact();
    },
  });
  await until(() => watch.names.has("new"));
  await watch.stop();
  assert.equal(watch.lists(), 2);
});

test("L6 watch: who may list but not watch sees pods come by listing", { timeout }, async () => {
  const rules = [{ verbs: ["get", "list"], resources: ["pods"], namespaces: ["shop"] }];
  await using cluster = await startFakeCluster({ users: [{ name: "jane", rules }] });
  add(cluster, "a");
  await using client = await connectWith(cluster.kubeconfig("jane"));
  const watch = follow(client);
  await until(() => watch.names.has("a"));
  add(cluster, "b");
  await until(() => watch.names.has("b"));
  await watch.stop();
  assert.equal(cluster.requests.filter(({ query }) => query.has("watch")).length, 1);
});

test("L14 watch: a token that expires is no end", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig());
  const watch = follow(client);
  await until(() => watch.lists() === 1);
  cluster.faults.add({ ...failWith(401, "Unauthorized", "Unauthorized", watches), times: 2 });
  cluster.faults.add({ ...failWith(503, "ServiceUnavailable", "starting", watches), times: 1 });
  cluster.connections.cutAll("reset");
  add(cluster, "a");
  await until(() => watch.names.has("a"));
  await watch.stop();
});

test("L14 watch: a server that was just started and still refuses everybody is asked again, not given up", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig());
  const watch = follow(client);
  await until(() => watch.lists() === 1);
  const refusal =
    'pods is forbidden: User "admin" cannot watch resource "pods" in API group "" in the namespace "shop"';
  cluster.faults.add({ ...failWith(403, "Forbidden", refusal, { path: /./ }), times: 3 });
  await cluster.restart({ meanwhile: async () => add(cluster, "a") });
  await until(() => watch.names.has("a"));
  add(cluster, "b");
  await until(() => watch.names.has("b"));
  await watch.stop();
  assert.equal(watch.lists(), 1);
});
