import assert from "node:assert/strict";
import { once } from "node:events";
import {
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { type TestContext, test } from "node:test";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import { hasCode } from "../../src/errors/kt-error.ts";
import type { ByteStream } from "../../src/kube/client.ts";
import { ConnectionPool } from "../../src/kube/transport/connection-pool.ts";
import type { WireRequest } from "../../src/kube/transport/exchange.ts";
import { type LivenessLimits, usualLiveness } from "../../src/kube/transport/liveness.ts";
import { endAfter } from "../support/faults.ts";
import { connectWith, readText, until } from "../support/kube-client.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";

const { signal } = new AbortController();
const logPath = "/api/v1/namespaces/shop/pods/p/log";
const timeout = 30_000;
const authority = createCertificateAuthority("test", Date.now());

/** An HTTP/2 server of the test's own, and a pool that talks to it. */
async function startServer(
  context: TestContext,
  onStream: (stream: ServerHttp2Stream, session: ServerHttp2Session) => void,
  settings: { readonly maxStreams?: number; readonly liveness?: LivenessLimits } = {},
): Promise<{ pool: ConnectionPool; server: Http2SecureServer; port: number }> {
  const { certPem, keyPem } = authority.issueServer(["127.0.0.1"]);
  const server = createSecureServer({
    cert: certPem,
    key: keyPem,
    settings: { maxConcurrentStreams: settings.maxStreams ?? 100 },
  });
  server.on("stream", (stream: ServerHttp2Stream) => {
    stream.on("error", () => undefined);
    const { session } = stream;
    if (session !== undefined && "goaway" in session) onStream(stream, session as ServerHttp2Session);
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    session.on("error", () => undefined);
    sessions.add(session);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const pool = poolFor(port, settings.liveness);
  context.after(() => {
    pool.destroy();
    server.close();
    for (const session of sessions) session.destroy();
  });
  return { pool, server, port };
}

function poolFor(port: number, liveness: LivenessLimits = usualLiveness, dialTimeoutMs = 5000): ConnectionPool {
  return new ConnectionPool({
    server: new URL(`https://127.0.0.1:${port}`),
    proxy: undefined,
    tls: async () => ({ ca: authority.certPem }),
    protocols: ["h2", "http/1.1"],
    dialTimeoutMs,
    liveness,
    onLoss: () => {},
  });
}

function get(path = "/"): WireRequest {
  return {
    method: "GET",
    path,
    headers: {},
    signal,
    onSent: () => {},
    failure: (cause) => new Error("broken", { cause }),
  };
}

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

test("L14 streams: a reset without an error code is no proper end either", { timeout }, async (context) => {
  const frame = (type: number, flags: number, streamId: number, payload: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, streamId]), payload]);
  const headers = 1;
  const answer = Buffer.concat([
    frame(headers, 4, 1, Buffer.from([0x88])),
    frame(0, 0, 1, Buffer.from("half")),
    frame(3, 0, 1, Buffer.alloc(4)),
  ]);
  const { certPem, keyPem } = authority.issueServer(["127.0.0.1"]);
  const server = createTlsServer({ cert: certPem, key: keyPem, ALPNProtocols: ["h2"] }, (socket) => {
    socket.on("error", () => undefined);
    socket.write(frame(4, 0, 0, Buffer.alloc(0)));
    const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length;
    let bytes = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let at = preface; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
        if (bytes[at + 3] === headers && socket.writable) socket.write(answer);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const pool = poolFor((server.address() as AddressInfo).port);
  context.after(() => {
    pool.destroy();
    server.close();
  });
  await assert.rejects(readText(await pool.send(get())), /broken/);
});

test("L16 streams: a reader that stops makes its own server wait, and nobody else's", { timeout }, async (context) => {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let sentBytes = 0;
  const { pool } = await startServer(context, (stream) => {
    stream.respond({ ":status": 200 });
    let left = 400;
    const pump = (): void => {
      while (left-- > 0) {
        sentBytes += chunk.length;
        if (!stream.write(chunk)) return void stream.once("drain", pump);
      }
      stream.end();
    };
    pump();
  });
  const paused = await pool.send(get());
  await paused.next();
  let before = -1;
  while (before !== sentBytes) {
    before = sentBytes;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(sentBytes < 4 * 1024 * 1024, `the server could send ${sentBytes} bytes to a reader that stopped`);
  const others = await Promise.all(Array.from({ length: 5 }, () => pool.send(get())));
  const lengths = await Promise.all(others.map(lengthOf));
  assert.deepEqual(new Set(lengths), new Set([400 * chunk.length]));
  const rest = await lengthOf(paused);
  assert.ok(rest > 300 * chunk.length);
  assert.equal(pool.connections, 1);
});

test("L16 streams: each window is its share of a bound, so that many readers that stop take no more memory than few", {
  timeout,
}, async (context) => {
  const windows = new Set<number>();
  const { pool, server } = await startServer(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("a");
  });
  server.on("session", (session: ServerHttp2Session) => {
    session.on("remoteSettings", ({ initialWindowSize = 0 }) => windows.add(initialWindowSize));
  });
  const first = await pool.send(get());
  await until(() => windows.has(1024 * 1024));
  const others = await Promise.all(Array.from({ length: 299 }, () => pool.send(get())));
  await until(() => windows.has(64 * 1024));
  for (const body of [first, ...others]) await body[Symbol.asyncDispose]();
});

async function lengthOf(body: ByteStream): Promise<number> {
  let bytes = 0;
  for (let more = await body.next(); more !== undefined; more = await body.next()) {
    for (const chunk of more) bytes += chunk.length;
  }
  return bytes;
}

test("L14 connections: after GOAWAY streams go on and new requests take a new connection", {
  timeout,
}, async (context) => {
  const open: ServerHttp2Stream[] = [];
  const { pool } = await startServer(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("a");
    open.push(stream);
  });
  const first = await pool.send(get());
  await first.next();
  open[0]?.session?.goaway(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = await pool.send(get());
  assert.equal(pool.connections, 2);
  for (const stream of open) stream.end("b");
  assert.equal(await readText(first), "b");
  assert.equal(await readText(second), "ab");
});

test("L14 connections: a request that the server refused to take up is sent again", { timeout }, async (context) => {
  let refusals = 2;
  const { pool } = await startServer(context, (stream) => {
    if (refusals-- > 0) return stream.close(7);
    stream.respond({ ":status": 200 });
    stream.end("ok");
  });
  assert.equal(await readText(await pool.send(get())), "ok");
});

test("L14 connections: a GET on a connection that broke meanwhile is sent again on a new one", {
  timeout,
}, async (context) => {
  const { pool } = await startServer(context, (stream, session) => {
    if (stream.sentHeaders === undefined && pool.connections === 1 && answered > 0) return session.destroy();
    answered += 1;
    stream.respond({ ":status": 200 });
    stream.end("ok");
  });
  let answered = 0;
  assert.equal(await readText(await pool.send(get())), "ok");
  assert.equal(await readText(await pool.send(get())), "ok");
  assert.equal(pool.connections, 2);
});

test("L14 connections: a peer that is gone without a word is found out by PING, a silent one that lives is not", {
  timeout,
}, async (context) => {
  const { port } = await startServer(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("a");
  });
  await using proxy = await startTcpProxy({ port });
  const pool = poolFor(proxy.port, { idleMs: 100, answerMs: 300 });
  context.after(() => pool.destroy());
  const body = await pool.send(get());
  await body.next();
  let isOver = false;
  const next = body.next().finally(() => {
    isOver = true;
  });
  next.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(isOver, false);
  proxy.setPaused(true);
  await assert.rejects(next, (error: Error) => /no answer to a PING/.test(String(error.cause)));
});

test("L31 connections: a dial that hangs comes to an end", { timeout }, async (context) => {
  const silent = createTcpServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  context.after(() => silent.close());
  const pool = poolFor((silent.address() as AddressInfo).port, usualLiveness, 200);
  await assert.rejects(pool.send(get()), /no connection within 0.2 s/);
});

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
