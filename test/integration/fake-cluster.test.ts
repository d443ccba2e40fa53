import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { suite, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { ListenProtocol } from "../../src/demo/server/http/listener.ts";
import { openFollow } from "../support/open-follow.ts";
import { PlainClient } from "../support/plain-client.ts";

const logPath = "/api/v1/namespaces/default/pods/web/log";

suite("the fake API server's port", { timeout: 30_000 }, () => {
  for (const protocol of ["h2", "http/1.1", "plain"] satisfies ListenProtocol[]) {
    test(`speaks HTTP/1.1 when set to ${protocol}`, async () => {
      await using cluster = await startWithPod({ protocol });
      const answer = await clientOf(cluster).get(logPath);
      assert.equal(answer.text, "hello\n");
      assert.equal(cluster.requests[0]?.protocol, "http/1.1");
    });
  }

  test("speaks HTTP/2 only when it may", async () => {
    await using both = await startFakeCluster();
    await using one = await startFakeCluster({ protocol: "http/1.1" });
    assert.equal(await protocolOf(both), "h2");
    assert.equal(await protocolOf(one), "http/1.1");
  });

  test("is not trusted by one who does not know its authority", async () => {
    await using cluster = await startFakeCluster();
    await using other = await startFakeCluster();
    const client = new PlainClient({ url: cluster.url, ca: other.caPem });
    await assert.rejects(client.get("/version"), { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
  });

  test("has no other names than it was given", async () => {
    await using cluster = await startFakeCluster({ hosts: ["kubernetes.example"] });
    const client = new PlainClient({ url: cluster.url, ca: cluster.caPem });
    await assert.rejects(client.get("/version"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  test("says the world's time in its Date", async () => {
    await using cluster = await startFakeCluster({ clock: { nowMs: () => Date.parse("2001-02-03T04:05:06Z") } });
    assert.equal((await clientOf(cluster).get("/version")).headers.date, "Sat, 03 Feb 2001 04:05:06 GMT");
  });
});

suite("the fake API server's users", { timeout: 30_000 }, () => {
  test("are known by token until it expires", async () => {
    let nowMs = 0;
    await using cluster = await startWithPod({
      clock: { nowMs: () => nowMs },
      users: [{ name: "jane", token: "secret", tokenExpiresMs: 10, rules: usualRules.podsAndLogs("default") }],
    });
    const client = new PlainClient({ url: cluster.url, ca: cluster.caPem, token: "secret" });
    assert.equal((await client.get(logPath)).status, 200);
    nowMs = 10;
    assert.equal((await client.get(logPath)).status, 401);
    const token = cluster.users.issueToken("jane");
    assert.equal((await new PlainClient({ ...client.options, token }).get(logPath)).status, 200);
  });

  test("are known by client certificate, with its groups", async () => {
    await using cluster = await startWithPod({ users: [{ name: "jane", rules: usualRules.logsWithoutList() }] });
    const { certPem: cert, keyPem: key } = cluster.clientAuthority.issueClient({
      commonName: "jane",
      organizations: ["dev"],
    });
    const client = new PlainClient({ url: cluster.url, ca: cluster.caPem, cert, key });
    assert.equal((await client.get(logPath)).status, 200);
    assert.equal((await client.get("/api/v1/pods")).status, 403);
    assert.deepEqual(
      cluster.requests.map(({ user }) => user),
      ["jane", "jane"],
    );
  });

  test("are anonymous with a certificate of another authority", async () => {
    await using cluster = await startFakeCluster();
    await using other = await startFakeCluster();
    const { certPem: cert, keyPem: key } = other.clientAuthority.issueClient({
      commonName: "admin",
      organizations: ["system:masters"],
    });
    const client = new PlainClient({ url: cluster.url, ca: cluster.caPem, cert, key });
    assert.equal((await client.get("/api/v1/pods")).status, 403);
  });
});

suite("the fake cluster's troubles", { timeout: 30_000 }, () => {
  test("a restart cuts what is open and keeps the port", async () => {
    await using cluster = await startWithPod();
    const client = clientOf(cluster);
    const follow = await client.open(`${logPath}?follow=true`);
    await follow.until(/hello/);
    await cluster.restart({
      meanwhile: async () => assert.rejects(client.get("/version"), { code: "ECONNREFUSED" }),
    });
    await assert.rejects(follow.end(), { code: "ECONNRESET" });
    assert.equal((await client.get(logPath)).status, 200);
  });

  test("a restart of a kubelet ends its follows properly though the container runs on", async () => {
    await using cluster = await startWithPod();
    const follow = await clientOf(cluster).open(`${logPath}?follow=true`);
    await follow.until(/hello/);
    cluster.restartKubelet("node-2");
    cluster.world.pod("default", "web").container().writeLine("still here");
    await follow.until(/still here/);
    cluster.restartKubelet("node-1");
    assert.equal(await follow.end(), "hello\nstill here\n");
  });

  test("a follow can be made to skip, to replay, to stand still and to end", async () => {
    await using cluster = await startWithPod();
    const container = cluster.world.pod("default", "web").container();
    await using answer = await clientOf(cluster).open(`${logPath}?follow=true`);
    await answer.until(/hello/);
    const follow = await openFollow(cluster, "web");
    container.writeLine("skipped");
    follow.skip(1);
    container.writeLine("seen");
    await answer.until(/seen/);
    follow.replay();
    await answer.until(/seen[^]*seen/);
    follow.freeze();
    container.writeLine("never seen");
    follow.end();
    assert.equal(await answer.end(), "hello\nseen\nhello\nskipped\nseen\n");
  });

  test("a line that is torn by a rotation comes in two parts", async () => {
    await using cluster = await startWithPod();
    const container = cluster.world.pod("default", "web").container();
    container.write("torn ");
    const before = await clientOf(cluster).get(`${logPath}?timestamps=true`);
    assert.match(before.text, /Z hello\n\S+Z torn $/);
    container.rotateLog();
    container.write("line\n");
    const after = await clientOf(cluster).get(`${logPath}?timestamps=true`);
    assert.match(after.text, /^\S+Z line\n$/);
  });

  test("a log that reaches its size is rotated, and the oldest files go", async () => {
    await using cluster = await startWithPod({ maxLogBytes: 1000, maxLogFiles: 3 });
    const container = cluster.world.pod("default", "web").container();
    for (let line = 1; line <= 100; line += 1) container.writeLine(`line ${line} ${"x".repeat(50)}`);
    const names = container.current?.log.files.map(({ name }) => name.replace(/\d{8}-\d{6}/, "DATE"));
    assert.deepEqual(names, ["0.log.DATE.gz", "0.log.DATE", "0.log"]);
    const { text } = await clientOf(cluster).get(logPath);
    assert.match(text, /^line 9\d .*line 100 x+\n$/s);
  });

  test("GOAWAY lets open streams go on and sends new requests to a new connection", async () => {
    await using cluster = await startWithPod();
    const session = connectHttp2(cluster.url, { ca: cluster.caPem });
    const authorization = `Bearer ${cluster.users.tokenOf("admin")}`;
    const follow = session.request({ ":path": `${logPath}?follow=true`, authorization });
    follow.setEncoding("utf8");
    assert.deepEqual(await once(follow, "data"), ["hello\n"]);
    const goneAway = once(session, "goaway");
    cluster.connections.goAway();
    await goneAway;
    cluster.world.pod("default", "web").container().writeLine("still here");
    assert.deepEqual(await once(follow, "data"), ["still here\n"]);
    const [error] = (await once(session.request({ ":path": "/version" }), "error")) as [NodeJS.ErrnoException];
    assert.equal(error.code, "ERR_HTTP2_GOAWAY_SESSION");
    session.destroy();
  });

  test("a kubelet that does not listen is 500 with the dialling error", async () => {
    await using cluster = await startWithPod();
    cluster.world.kubelet("node-1").state = "refused";
    const { status, json } = await clientOf(cluster).get(`${logPath}?tailLines=1&follow=true`);
    assert.equal(status, 500);
    const url = "https://10.250.0.11:10250/containerLogs/default/web/main?follow=true&tailLines=1";
    const message = `Get "${url}": dial tcp 10.250.0.11:10250: connect: connection refused`;
    assert.deepEqual(json, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, code: 500 });
  });

  test("a previous run whose log is gone is told in a body with status 200", async () => {
    await using cluster = await startWithPod();
    const container = cluster.world.pod("default", "web").container();
    const first = container.current?.containerId;
    container.restart();
    assert.equal((await clientOf(cluster).get(`${logPath}?previous=true`)).text, "hello\n");
    container.exit({ exitCode: 1 });
    const { status, text } = await clientOf(cluster).get(`${logPath}?previous=true`);
    assert.deepEqual({ status, text }, { status: 200, text: `unable to retrieve container logs for ${first}` });
  });

  test("a status that lags behind shows the old container while its log is the new one's", async () => {
    await using cluster = await startWithPod();
    const pod = cluster.world.pod("default", "web");
    const before = await containerIdOf(cluster);
    pod.holdStatus();
    pod.container().restart();
    pod.container().writeLine("again");
    assert.equal(await containerIdOf(cluster), before);
    assert.equal((await clientOf(cluster).get(logPath)).text, "again\n");
    pod.releaseStatus();
    assert.equal(await containerIdOf(cluster), pod.container().current?.containerId);
  });

  test("a watch and a page that go on from before a compaction are 410", async () => {
    await using cluster = await startWithPod();
    cluster.world.addPod({ name: "web-2" });
    const client = clientOf(cluster);
    const list = (await client.get("/api/v1/pods?limit=1")).json as {
      metadata: { resourceVersion: string; continue: string };
    };
    cluster.world.store.compact();
    const watch = await client.get(`/api/v1/pods?watch=true&resourceVersion=${list.metadata.resourceVersion}`);
    assert.match(watch.text, /^\{"type":"ERROR","object":\{"kind":"Status",.*"reason":"Expired","code":410\}\}\n$/);
    const page = await client.get(`/api/v1/pods?limit=1&continue=${list.metadata.continue}`);
    assert.equal(page.status, 410);
    assert.partialDeepStrictEqual(page.json, { reason: "Expired" });
  });
});

async function startWithPod(options: Parameters<typeof startFakeCluster>[0] = {}): Promise<FakeCluster> {
  const cluster = await startFakeCluster(options);
  cluster.world.addPod({ name: "web" }).container().writeLine("hello");
  return cluster;
}

function clientOf(cluster: FakeCluster): PlainClient {
  return PlainClient.fromKubeconfig(cluster.kubeconfig());
}

async function containerIdOf(cluster: FakeCluster): Promise<string | undefined> {
  const { json } = await clientOf(cluster).get("/api/v1/namespaces/default/pods/web");
  const { status } = json as {
    readonly status: { readonly containerStatuses: readonly { readonly containerID: string }[] };
  };
  return status.containerStatuses[0]?.containerID;
}

async function protocolOf(cluster: FakeCluster): Promise<string | false | null> {
  const options = { port: cluster.port, host: "127.0.0.1", ca: cluster.caPem, ALPNProtocols: ["h2", "http/1.1"] };
  const socket = connectTls(options);
  await once(socket, "secureConnect");
  socket.destroy();
  return socket.alpnProtocol;
}
