import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { hasCode } from "../../src/errors/kt-error.ts";
import type { DebugNotice } from "../../src/kube/connect-options.ts";
import type { Pod } from "../../src/kube/objects.ts";
import { endAfter, failWith, gone, slowHeaders, stallAfter, tooMany } from "../support/faults.ts";
import { connectWith, readText } from "../support/kube-client.ts";

const { signal } = new AbortController();
const podsPath = "/api/v1/namespaces/shop/pods";
const timeout = 30_000;

test("L6 list: 1,200 pods come in pages, whole, in one connection", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  for (let pod = 0; pod < 1200; pod++) cluster.world.addPod({ namespace: "shop", name: `p-${pod}`, containers: ["c"] });
  await using client = await connectWith(cluster.kubeconfig());
  const list = await client.list<Pod>(podsPath, { signal });
  assert.equal(new Set(list.items.map(({ metadata }) => metadata.name)).size, 1200);
  assert.ok(list.metadata.resourceVersion);
  assert.deepEqual(
    cluster.requests.map(({ query }) => [query.get("limit"), query.has("continue")]),
    [
      ["500", false],
      ["500", true],
      ["500", true],
    ],
  );
  assert.deepEqual(client.stats, { connections: 1, requests: 3 });
});

test("L14 list: a version that is forgotten amid paging starts the list anew", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  for (let pod = 0; pod < 600; pod++) cluster.world.addPod({ namespace: "shop", name: `p-${pod}`, containers: ["c"] });
  cluster.faults.add(gone({ query: /continue=/, times: 1 }));
  await using client = await connectWith(cluster.kubeconfig());
  assert.equal((await client.list<Pod>(podsPath, { signal })).items.length, 600);
  assert.equal(cluster.requests.length, 4);
});

test("L29 compression: asked for lists only, understood when it comes, and off by flag", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  const body = gzipSync(JSON.stringify({ items: [{ metadata: { name: "zipped" } }], metadata: {} }));
  cluster.faults.add({
    matches: ({ headers }) => headers["accept-encoding"] === "gzip",
    answer: async ({ reply }) => {
      await reply.head(200, { "content-type": "application/json", "content-encoding": "gzip" });
      await reply.write(body);
      await reply.end();
      return true;
    },
  });
  await using client = await connectWith(cluster.kubeconfig());
  assert.equal((await client.list<Pod>(podsPath, { signal })).items[0]?.metadata.name, "zipped");
  assert.equal((await client.get<Pod>(`${podsPath}/p`, { signal })).metadata.name, "p");
  await using stream = await client.stream(`${podsPath}/p/log`, { signal });
  assert.equal(await readText(stream), "");
  await using plain = await connectWith(cluster.kubeconfig(), { disableCompression: true });
  assert.equal((await plain.list<Pod>(podsPath, { signal })).items[0]?.metadata.name, "p");
});

test("L29 requests: query values repeat, false and 0 are sent, undefined is not", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig());
  const query = { query: ["kubelet", "a b"], tailLines: 0, follow: false, boot: undefined };
  await client.get("/version", { signal, query });
  assert.equal(cluster.requests[0]?.query.toString(), "query=kubelet&query=a+b&tailLines=0&follow=false");
});

test("L29 requests: a server below a path keeps its path", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig("admin", { server: `${cluster.url}/k8s/clusters/c-1/` }));
  await assert.rejects(client.get("/version", { signal }), (error) => hasCode(error, "KT_NOT_FOUND"));
  assert.equal(cluster.requests[0]?.path, "/k8s/clusters/c-1/version");
});

test("L29 reviews: a body is posted", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig());
  const spec = { resourceAttributes: { namespace: "shop", verb: "get", resource: "pods", subresource: "log" } };
  const review = await client.post<{ status: { allowed: boolean } }>(
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec },
    { signal },
  );
  assert.equal(review.status.allowed, true);
});

test("L14 busy: 429 with Retry-After is waited out and repeated", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.faults.add(tooMany(1, { path: /version/, times: 1 }));
  await using client = await connectWith(cluster.kubeconfig());
  await client.get("/version", { signal });
  assert.deepEqual(
    cluster.requests.map(({ status }) => status),
    [429, 200],
  );
});

test("L31 busy: a server that wants more patience than we have is KT_BUSY", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.faults.add(tooMany(3600, { path: /version/ }));
  await using client = await connectWith(cluster.kubeconfig());
  await assert.rejects(client.get("/version", { signal }), (error) => hasCode(error, "KT_BUSY"));
});

test("L31 errors: what the server refuses names the object and the right", { timeout }, async () => {
  await using cluster = await startFakeCluster({ users: [{ name: "jane", rules: [] }] });
  await using client = await connectWith(cluster.kubeconfig("jane"));
  await assert.rejects(client.list(podsPath, { signal }), (error: Error) => {
    assert.ok(hasCode(error, "KT_FORBIDDEN"));
    assert.match(error.message, /user "jane" has no right to list pods in namespace "shop"/);
    assert.match(error.hint ?? "", /--user=jane -n shop/);
    return true;
  });
  await using admin = await connectWith(cluster.kubeconfig());
  const missing = admin.stream(`${podsPath}/nope/log`, { signal });
  await assert.rejects(missing, (error) => hasCode(error, "KT_NOT_FOUND") && /log of pod "nope"/.test(error.message));
});

for (const [what, fault] of [
  ["breaks", endAfter(20, "reset", { path: /pods/ })],
  ["does not come", stallAfter(20, { path: /pods/ })],
] as const) {
  test(`L31 errors: a refusal whose body ${what} is a refusal all the same`, { timeout }, async () => {
    await using cluster = await startFakeCluster({ users: [{ name: "jane", rules: [] }] });
    cluster.faults.add(fault);
    const isRefusal = (error: unknown): boolean => hasCode(error, "KT_FORBIDDEN");
    await using listing = await connectWith(cluster.kubeconfig("jane"), { requestTimeoutMs: 500 });
    await assert.rejects(listing.list(podsPath, { signal }), isRefusal);
    await using streaming = await connectWith(cluster.kubeconfig("jane"), { requestTimeoutMs: 500 });
    await assert.rejects(streaming.stream(`${podsPath}/p/log`, { signal }), isRefusal);
  });
}

test("L14 busy: --request-timeout does not count what the server wants us to wait", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.faults.add(tooMany(1, { path: /version/, times: 1 }));
  await using client = await connectWith(cluster.kubeconfig(), { requestTimeoutMs: 500 });
  await client.get("/version", { signal });
  assert.deepEqual(
    cluster.requests.map(({ status }) => status),
    [429, 200],
  );
});

test("L29 --request-timeout: an answer whose body does not come", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.faults.add(stallAfter(5, { path: /version/ }));
  await using client = await connectWith(cluster.kubeconfig(), { requestTimeoutMs: 200 });
  await assert.rejects(client.get("/version", { signal }), (error) => hasCode(error, "KT_UNREACHABLE"));
});

test("L31 errors: an answer that is no JSON is told as such", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.faults.add({
    matches: () => true,
    answer: async ({ reply }) => {
      await reply.head(200, { "content-type": "text/html" });
      await reply.write(Buffer.from("<html>Log in</html>"));
      await reply.end();
      return true;
    },
  });
  await using client = await connectWith(cluster.kubeconfig());
  await assert.rejects(
    client.get("/version", { signal }),
    (error) => hasCode(error, "KT_API") && /is not JSON/.test(error.message),
  );
});

test("L29 --request-timeout: a server that says nothing is unreachable, for requests and for streams' headers", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  cluster.faults.add(slowHeaders(60_000, {}));
  await using client = await connectWith(cluster.kubeconfig(), { requestTimeoutMs: 200 });
  const late = /no answer within 0.2 s/;
  const get = client.get("/version", { signal });
  await assert.rejects(get, (error) => hasCode(error, "KT_UNREACHABLE") && late.test(error.message));
  const stream = client.stream(`${podsPath}/p/log`, { signal });
  await assert.rejects(stream, (error) => hasCode(error, "KT_KUBELET_UNREACHABLE") && late.test(error.message));
});

test("L31 --request-timeout: where there was not even a connection, no kubelet is blamed", {
  timeout,
}, async (context) => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  context.after(() => silent.close());
  await using cluster = await startFakeCluster();
  const server = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  await using client = await connectWith(cluster.kubeconfig("admin", { server }), { requestTimeoutMs: 200 });
  await assert.rejects(
    client.stream(`${podsPath}/p/log`, { signal }),
    (error) => hasCode(error, "KT_UNREACHABLE") && /no connection within 0.2 s/.test(error.message),
  );
});

test("L29 --request-timeout: a stream whose headers came lives on", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  const pod = cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  await using client = await connectWith(cluster.kubeconfig(), { requestTimeoutMs: 1000 });
  await using stream = await client.stream(`${podsPath}/p/log`, { signal, query: { follow: true } });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  pod.container("c").writeLine("late");
  assert.equal(Buffer.concat([...((await stream.next()) ?? [])]).toString(), "late\n");
});

test("L29 abort: the signal ends requests, streams and reads with its reason", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  cluster.faults.add(slowHeaders(60_000, { path: /version/ }));
  await using client = await connectWith(cluster.kubeconfig());
  const aborter = new AbortController();
  const reason = new Error("enough");
  const stream = await client.stream(`${podsPath}/p/log`, { signal: aborter.signal, query: { follow: true } });
  const waiting = [client.get("/version", { signal: aborter.signal }), stream.next()];
  setTimeout(() => aborter.abort(reason), 50);
  for (const one of waiting) await assert.rejects(one, reason);
  await assert.rejects(client.get("/version", { signal: aborter.signal }), reason);
});

test("L29 -v: each request is told with method, URL, status and time, and never a token", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  const notices: DebugNotice[] = [];
  await using client = await connectWith(cluster.kubeconfig(), { onDebug: (notice) => notices.push(notice) });
  cluster.faults.add(failWith(500, "InternalError", "no", { path: /healthz/ }));
  await client.get("/version", { signal, query: { pretty: true } });
  await assert.rejects(client.get("/healthz", { signal }));
  assert.deepEqual(
    notices.map((notice) => notice.type === "request" && [notice.method, notice.url, notice.status]),
    [
      ["GET", `${cluster.url}/version?pretty=true`, 200],
      ["GET", `${cluster.url}/healthz`, 500],
    ],
  );
  assert.ok(!JSON.stringify(notices).includes(cluster.users.tokenOf("admin")));
});

test("L7 clock: the server's own is learnt from its answers", { timeout }, async () => {
  const aheadMs = 3_600_000;
  await using cluster = await startFakeCluster({ clock: { nowMs: () => Date.now() + aheadMs } });
  await using client = await connectWith(cluster.kubeconfig());
  assert.ok(Math.abs(client.serverNowMs() - Date.now()) < 1000);
  await client.get("/version", { signal });
  assert.ok(Math.abs(client.serverNowMs() - Date.now() - aheadMs) <= 1500);
});
