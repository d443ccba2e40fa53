import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import type { ByteStream } from "../../src/kube/client.ts";
import { plainGet, poolFor, serverKeys, startHttp2Server } from "../support/http2-server.ts";
import { readText, until } from "../support/kube-client.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";

const timeout = 30_000;

test("L14 streams: a reset without an error code is no proper end either", { timeout }, async (context) => {
  const frame = (type: number, flags: number, streamId: number, payload: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, streamId]), payload]);
  const headers = 1;
  const answer = Buffer.concat([
    frame(headers, 4, 1, Buffer.from([0x88])),
    frame(0, 0, 1, Buffer.from("half")),
    frame(3, 0, 1, Buffer.alloc(4)),
  ]);
  const server = createTlsServer({ ...serverKeys(), ALPNProtocols: ["h2"] }, (socket) => {
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
  await assert.rejects(readText(await pool.send(plainGet())), /broken/);
});

test("L16 streams: a reader that stops makes its own server wait, and nobody else's", { timeout }, async (context) => {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let sentBytes = 0;
  const { pool } = await startHttp2Server(context, (stream) => {
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
  const paused = await pool.send(plainGet());
  await paused.next();
  let before = -1;
  while (before !== sentBytes) {
    before = sentBytes;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(sentBytes < 4 * 1024 * 1024, `the server could send ${sentBytes} bytes to a reader that stopped`);
  const others = await Promise.all(Array.from({ length: 5 }, () => pool.send(plainGet())));
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
  const { pool, server } = await startHttp2Server(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("a");
  });
  server.on("session", (session: ServerHttp2Session) => {
    session.on("remoteSettings", ({ initialWindowSize = 0 }) => windows.add(initialWindowSize));
  });
  const first = await pool.send(plainGet());
  await until(() => windows.has(1024 * 1024));
  const others = await Promise.all(Array.from({ length: 299 }, () => pool.send(plainGet())));
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
  const { pool } = await startHttp2Server(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("a");
    open.push(stream);
  });
  const first = await pool.send(plainGet());
  await first.next();
  open[0]?.session?.goaway(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = await pool.send(plainGet());
  assert.equal(pool.connections, 2);
  for (const stream of open) stream.end("b");
  assert.equal(await readText(first), "b");
  assert.equal(await readText(second), "ab");
});

test("L14 connections: a request that the server refused to take up is sent again", { timeout }, async (context) => {
  let refusals = 2;
  const { pool } = await startHttp2Server(context, (stream) => {
    if (refusals-- > 0) return stream.close(7);
    stream.respond({ ":status": 200 });
    stream.end("ok");
  });
  assert.equal(await readText(await pool.send(plainGet())), "ok");
});

test("L14 connections: a GET on a connection that broke meanwhile is sent again on a new one", {
  timeout,
}, async (context) => {
  const { pool } = await startHttp2Server(context, (stream, session) => {
    if (stream.sentHeaders === undefined && pool.connections === 1 && answered > 0) return session.destroy();
    answered += 1;
    stream.respond({ ":status": 200 });
    stream.end("ok");
  });
  let answered = 0;
  assert.equal(await readText(await pool.send(plainGet())), "ok");
  assert.equal(await readText(await pool.send(plainGet())), "ok");
  assert.equal(pool.connections, 2);
});

test("L14 connections: a peer that is gone without a word is found out by PING, a silent one that lives is not", {
  timeout,
}, async (context) => {
  const { port } = await startHttp2Server(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("a");
  });
  await using proxy = await startTcpProxy({ port });
  const pool = poolFor(proxy.port, { liveness: { idleMs: 100, answerMs: 300 } });
  context.after(() => pool.destroy());
  const body = await pool.send(plainGet());
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
  const pool = poolFor((silent.address() as AddressInfo).port, { dialTimeoutMs: 200 });
  await assert.rejects(pool.send(plainGet()), /no connection within 0.2 s/);
});

test("H4 connections: a server that speaks nothing but HTTP/2 gives bulky answers over it", {
  timeout,
}, async (context) => {
  const { pool } = await startHttp2Server(context, (stream) => {
    stream.respond({ ":status": 200 });
    stream.end("whole");
  });
  for (let time = 0; time < 3; time++) assert.equal(await readText(await pool.send(plainGet(true))), "whole");
  assert.equal(pool.connections, 1);
});
