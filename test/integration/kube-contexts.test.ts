import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { connectEach } from "../../src/kube/connect.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const { signal } = new AbortController();

interface Config {
  readonly clusters: readonly { readonly cluster: object }[];
  readonly users: readonly { readonly user: object }[];
}

test("L5 contexts of the same cluster and user share one pool of connections and the clock; another user has its own", {
  timeout: 30_000,
}, async () => {
  const aheadMs = 3_600_000;
  await using cluster = await startFakeCluster({
    users: [{ name: "jane", rules: usualRules.podsAndLogs("shop") }],
    clock: { nowMs: () => Date.now() + aheadMs },
  });
  using folder = scratchFolder();
  const [admin, jane] = [undefined, "jane"].map((user) => {
    const config = JSON.parse(readFileSync(cluster.kubeconfig(user), "utf8")) as Config;
    return config.users[0]?.user;
  });
  const [entry] = (JSON.parse(readFileSync(cluster.kubeconfig(), "utf8")) as Config).clusters;
  const kubeconfig = folder.write(
    "config",
    JSON.stringify({
      clusters: [{ name: "one", cluster: entry?.cluster }],
      users: [
        { name: "admin", user: admin },
        { name: "jane", user: jane },
      ],
      contexts: [
        { name: "shop", context: { cluster: "one", user: "admin", namespace: "shop" } },
        { name: "db", context: { cluster: "one", user: "admin", namespace: "db" } },
        { name: "jane", context: { cluster: "one", user: "jane", namespace: "shop" } },
      ],
    }),
  );
  const clients = await connectEach(["shop", "db", "jane"], { kubeconfig, env: {} });
  const [shop, db, janes] = clients;
  assert.ok(db && janes);
  assert.deepEqual(
    clients.map(({ context, namespace }) => [context, namespace]),
    [
      ["shop", "shop"],
      ["db", "db"],
      ["jane", "shop"],
    ],
  );
  await shop.get("/version", { signal });
  assert.ok(Math.abs(db.serverNowMs() - Date.now() - aheadMs) <= 1500);
  await Promise.all([shop, db, db].map((client) => client.get("/api/v1/namespaces/shop/pods", { signal })));
  await janes.get("/api/v1/namespaces/shop/pods", { signal });
  assert.deepEqual(
    clients.map(({ stats }) => stats),
    [
      { connections: 1, requests: 2 },
      { connections: 1, requests: 2 },
      { connections: 1, requests: 1 },
    ],
  );
  await assert.rejects(
    janes.get("/api/v1/namespaces/db/pods", { signal }),
    /user "jane" has no right to list pods in namespace "db"/,
  );
  await shop.close();
  await shop.close();
  await db.get("/version", { signal });
  await db.close();
  await assert.rejects(db.get("/version", { signal }));
  await janes.close();
});
