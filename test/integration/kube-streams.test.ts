import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { hasCode } from "../../src/errors/kt-error.ts";
import { endAfter } from "../support/faults.ts";
import { connectWith, readText, until } from "../support/kube-client.ts";

const { signal } = new AbortController();
const logPath = "/api/v1/namespaces/shop/pods/p/log";
const timeout = 30_000;

test("L11 connections: 500 follows opened at once share five connections", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  const pod = cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  await using client = await connectWith(cluster.kubeconfig());
  const query = { follow: true };
  const streams = await Promise.all(Array.from({ length: 500 }, () => client.stream(logPath, { signal, query })));
  assert.equal(client.stats.connections, 5);
  assert.equal(cluster.connections.acceptedCount, 5);
  pod.container("c").writeLine("hello");
  const texts = await Promise.all(streams.map(async (stream) => String((await stream.next())?.[0])));
  assert.deepEqual(new Set(texts), new Set(["hello\n"]));
  await Promise.all(streams.map((stream) => stream[Symbol.asyncDispose]()));
});

test("L11 connections: a server that allows few streams gets more connections, and every request its answer", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster({ maxStreams: 10 });
  cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  await using client = await connectWith(cluster.kubeconfig());
  const query = { follow: true };
  const streams = await Promise.all(Array.from({ length: 95 }, () => client.stream(logPath, { signal, query })));
  assert.ok(
    client.stats.connections >= 10 && client.stats.connections <= 20,
    `${client.stats.connections} connections`,
  );
  await Promise.all(streams.map((stream) => stream[Symbol.asyncDispose]()));
});

test("L29 HTTP/1.1: requests keep their connection, and streams have their own", { timeout }, async () => {
  await using cluster = await startFakeCluster({ protocol: "http/1.1" });
  const pod = cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  await using client = await connectWith(cluster.kubeconfig());
  for (let request = 0; request < 5; request++) await client.list("/api/v1/namespaces/shop/pods", { signal });
  assert.equal(client.stats.connections, 1);
  const query = { follow: true };
  const streams = await Promise.all([1, 2, 3].map(() => client.stream(logPath, { signal, query })));
  assert.equal(client.stats.connections, 3);
  pod.container("c").writeLine("hello");
  for (const stream of streams) {
    assert.equal(String((await stream.next())?.[0]), "hello\n");
    await stream[Symbol.asyncDispose]();
  }
  assert.ok(cluster.requests.every((request) => request.protocol === "http/1.1"));
});

test("L29 http://: works, and no credential goes over it, as with kubectl", { timeout }, async (context) => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createHttpServer((request, response) => {
    seen.push(request.headers);
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  await using cluster = await startFakeCluster();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using client = await connectWith(cluster.kubeconfig("admin", { server: url }), { as: "jane" });
  await client.get("/version", { signal });
  assert.equal(seen[0]?.authorization, undefined);
  assert.equal(seen[0]?.["impersonate-user"], "jane");
  assert.equal(`http://${seen[0]?.host}`, url);
});

test("L29 HTTP/1.1: DISABLE_HTTP2 forces it, as for kubectl", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig(), { env: { DISABLE_HTTP2: "1" } });
  await client.get("/version", { signal });
  assert.equal(cluster.requests[0]?.protocol, "http/1.1");
});

test("L14 connections: an HTTP/1.1 connection that the server closed meanwhile is no failure", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster({ protocol: "http/1.1" });
  await using client = await connectWith(cluster.kubeconfig());
  await client.get("/version", { signal });
  cluster.connections.cutAll("fin");
  await client.get("/version", { signal });
  cluster.connections.cutAll("reset");
  await client.get("/version", { signal });
});

for (const protocol of ["h2", "http/1.1"] as const) {
  for (const ending of ["reset", "cut-reset", "cut-fin"] as const) {
    test(`L14 streams (${protocol}): a body cut by ${ending} gives what arrived, then KT_UNREACHABLE`, {
      timeout,
    }, async () => {
      await using cluster = await startFakeCluster({ protocol });
      const pod = cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
      for (let line = 0; line < 100; line++) pod.container("c").writeLine(`line ${line}`);
      cluster.faults.add(endAfter(300, ending));
      await using client = await connectWith(cluster.kubeconfig());
      const stream = await client.stream(logPath, { signal });
      await assert.rejects(readText(stream), (error) => hasCode(error, "KT_UNREACHABLE"));
      await assert.rejects(stream.next(), (error) => hasCode(error, "KT_UNREACHABLE"));
    });
  }
  test(`L14 streams (${protocol}): a proper end is one`, { timeout }, async () => {
    await using cluster = await startFakeCluster({ protocol });
    const pod = cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
    for (let line = 0; line < 20_000; line++) pod.container("c").writeLine(`line ${line}`);
    await using client = await connectWith(cluster.kubeconfig());
    const text = await readText(await client.stream(logPath, { signal }));
    assert.equal(text.split("\n").length, 20_001);
    assert.ok(text.endsWith("line 19999\n"));
  });
}

test("L29 close: it cuts off streams, and keeps nothing alive", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  await using client = await connectWith(cluster.kubeconfig());
  const stream = await client.stream(logPath, { signal, query: { follow: true } });
  await client.close();
  await assert.rejects(stream.next(), (error) => hasCode(error, "KT_UNREACHABLE"));
  await assert.rejects(client.get("/version", { signal }));
  await until(() => cluster.connections.openCount === 0);
});
