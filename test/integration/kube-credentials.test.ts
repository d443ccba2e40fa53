import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startFakeCluster, type FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { hasCode } from "../../src/errors/kt-error.ts";
import { connectWith, readText, until } from "../support/kube-client.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

const { signal } = new AbortController();
const logPath = "/api/v1/namespaces/shop/pods/p/log";
const timeout = 30_000;
const apiVersion = "client.authentication.k8s.io/v1";

/** A user of a kubeconfig with a plugin that prints the file `answer` and counts its runs. */
function plugin(folder: ScratchFolder): { credentials: Record<string, unknown>; runs: () => number } {
  const runs = `${folder.path}/runs`;
  const script = `#!/bin/sh\necho run >> '${runs}'\ncat '${folder.path}/answer'\n`;
  const command = folder.write("plugin", script, 0o700);
  return {
    credentials: { exec: { apiVersion, command, interactiveMode: "Never" } },
    runs: () => readFileSync(runs, "utf8").trim().split("\n").length,
  };
}

function answerWith(folder: ScratchFolder, status: Record<string, unknown>): void {
  folder.write("answer", JSON.stringify({ apiVersion, kind: "ExecCredential", status }));
}

function addPod(cluster: FakeCluster): ReturnType<FakeCluster["world"]["addPod"]> {
  return cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
}

test("L29 plugin: one run serves a hundred requests at once", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const { credentials, runs } = plugin(folder);
  answerWith(folder, { token: cluster.users.tokenOf("admin") });
  await using client = await connectWith(cluster.kubeconfig("admin", { credentials }), { env: process.env });
  await Promise.all(Array.from({ length: 100 }, () => client.get("/version", { signal })));
  assert.equal(runs(), 1);
});

test("L14 tokens: one that expires while streams run is renewed for new requests, the streams go on", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const pod = addPod(cluster);
  const { credentials, runs } = plugin(folder);
  answerWith(folder, { token: cluster.users.tokenOf("admin") });
  await using client = await connectWith(cluster.kubeconfig("admin", { credentials }), { env: process.env });
  await using stream = await client.stream(logPath, { signal, query: { follow: true } });
  cluster.users.expireTokens("admin");
  answerWith(folder, { token: cluster.users.issueToken("admin") });
  await Promise.all(Array.from({ length: 20 }, () => client.get("/version", { signal })));
  assert.equal(runs(), 2);
  pod.container("c").writeLine("still here");
  assert.equal(String((await stream.next())?.[0]), "still here\n");
});

test("L31 tokens: one that stays refused is KT_UNAUTHORIZED after one renewal", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const { credentials, runs } = plugin(folder);
  answerWith(folder, { token: "wrong" });
  await using client = await connectWith(cluster.kubeconfig("admin", { credentials }), { env: process.env });
  await assert.rejects(client.get("/version", { signal }), (error) => hasCode(error, "KT_UNAUTHORIZED"));
  assert.equal(runs(), 2);
  assert.equal(cluster.requests.length, 2);
});

test("L31 plugin: one that fails in mid-run fails the new requests, not the streams", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const pod = addPod(cluster);
  const { credentials } = plugin(folder);
  const expirationTimestamp = "2026-11-21T10:05:00Z";
  let nowMs = Date.parse(expirationTimestamp) - 1;
  answerWith(folder, { token: cluster.users.tokenOf("admin"), expirationTimestamp });
  const kubeconfig = cluster.kubeconfig("admin", { credentials });
  await using client = await connectWith(kubeconfig, { env: process.env, nowMs: () => nowMs });
  await using stream = await client.stream(logPath, { signal, query: { follow: true } });
  nowMs += 1;
  folder.write("answer", "garbage");
  await assert.rejects(client.get("/version", { signal }), (error) => hasCode(error, "KT_CREDENTIALS"));
  pod.container("c").writeLine("still here");
  assert.equal(String((await stream.next())?.[0]), "still here\n");
});

test("L29 client certificates: one in the kubeconfig, as data or as files, says who we are", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const { certPem, keyPem } = cluster.clientAuthority.issueClient({ commonName: "admin" });
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const data = { "client-certificate-data": base64(certPem), "client-key-data": base64(keyPem) };
  const files = { "client-certificate": folder.write("c.crt", certPem), "client-key": folder.write("c.key", keyPem) };
  for (const credentials of [data, files]) {
    await using client = await connectWith(cluster.kubeconfig("admin", { credentials }));
    await client.list("/api/v1/pods", { signal });
  }
  assert.deepEqual(
    cluster.requests.map(({ user }) => user),
    ["admin", "admin"],
  );
});

test("L29 client certificates: a file that is renewed counts for the next connection", { timeout }, async () => {
  await using cluster = await startFakeCluster({
    users: [{ name: "jane", rules: [{ verbs: ["*"], resources: ["*"] }] }],
  });
  using folder = scratchFolder();
  const put = (commonName: string): Record<string, string> => {
    const { certPem, keyPem } = cluster.clientAuthority.issueClient({ commonName });
    return { "client-certificate": folder.write("c.crt", certPem), "client-key": folder.write("c.key", keyPem) };
  };
  await using client = await connectWith(cluster.kubeconfig("admin", { credentials: put("admin") }));
  await client.list("/api/v1/pods", { signal });
  put("jane");
  cluster.connections.cutAll("fin");
  await until(() => cluster.connections.openCount === 0);
  await client.list("/api/v1/pods", { signal });
  assert.deepEqual(
    cluster.requests.map(({ user }) => user),
    ["admin", "jane"],
  );
});

test("L29 plugin: a new certificate is used at once, and streams on the old one go on", { timeout }, async () => {
  await using cluster = await startFakeCluster({
    users: [{ name: "jane", rules: [{ verbs: ["*"], resources: ["*"] }] }],
  });
  const pod = addPod(cluster);
  using folder = scratchFolder();
  const { credentials } = plugin(folder);
  const expirationTimestamp = "2026-11-21T10:05:00Z";
  let nowMs = Date.parse(expirationTimestamp) - 1;
  const put = (commonName: string): void => {
    const { certPem, keyPem } = cluster.clientAuthority.issueClient({ commonName });
    answerWith(folder, { clientCertificateData: certPem, clientKeyData: keyPem, expirationTimestamp });
  };
  put("admin");
  const kubeconfig = cluster.kubeconfig("admin", { credentials });
  await using client = await connectWith(kubeconfig, { env: process.env, nowMs: () => nowMs });
  await using stream = await client.stream(logPath, { signal, query: { follow: true } });
  nowMs += 1;
  put("jane");
  await client.list("/api/v1/pods", { signal });
  assert.deepEqual(
    cluster.requests.map(({ user }) => user),
    ["admin", "jane"],
  );
  pod.container("c").writeLine("still here");
  assert.equal(String((await stream.next())?.[0]), "still here\n");
});

test("L29 token file: in a pod, the token that is renewed on disk is used after a 401", { timeout }, async () => {
  await using cluster = await startFakeCluster({ hosts: ["127.0.0.1"] });
  using folder = scratchFolder();
  folder.write("token", cluster.users.tokenOf("admin"));
  folder.write("ca.crt", cluster.caPem);
  const env = {
    HOME: folder.path,
    KUBERNETES_SERVICE_HOST: "127.0.0.1",
    KUBERNETES_SERVICE_PORT: String(cluster.port),
  };
  await using client = await connectWith("", { env, serviceAccountFolder: folder.path });
  await client.list("/api/v1/pods", { signal });
  cluster.users.expireTokens("admin");
  folder.write("token", cluster.users.issueToken("admin"));
  await client.list("/api/v1/pods", { signal });
  assert.deepEqual(
    cluster.requests.map(({ status }) => status),
    [200, 401, 200],
  );
});

test("L29 impersonation: user, groups, UID and extras reach the server, also with streams and watches", {
  timeout,
}, async () => {
  const jane = { name: "jane", rules: [{ verbs: ["*"], resources: ["*"] }] };
  await using cluster = await startFakeCluster({ users: [jane] });
  addPod(cluster);
  const impersonation = { as: "jane", asUid: "7", asGroups: ["devs", "ops"], asUserExtra: { scopes: ["a", "b"] } };
  await using client = await connectWith(cluster.kubeconfig(), impersonation);
  await readText(await client.stream(logPath, { signal }));
  for await (const event of client.watch("/api/v1/pods", { signal })) if (event.type === "LISTED") break;
  assert.equal(cluster.requests.length, 2);
  for (const { user, headers } of cluster.requests) {
    assert.equal(user, "jane");
    assert.equal(headers["impersonate-group"], "devs, ops");
    assert.equal(headers["impersonate-uid"], "7");
    assert.equal(headers["impersonate-extra-scopes"], "a, b");
  }
});

test("L29 passwords: a user name and a password are sent as basic authentication", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  await using client = await connectWith(cluster.kubeconfig(), { username: "jane", password: "a:b" });
  await assert.rejects(client.list("/api/v1/pods", { signal }));
  assert.equal(cluster.requests[0]?.headers["authorization"], `Basic ${Buffer.from("jane:a:b").toString("base64")}`);
});
