import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { BodyStream } from "../../../../src/kube/transport/body-stream.ts";
import { NotAnsweredError, NotHttpError, type WireRequest } from "../../../../src/kube/transport/exchange.ts";
import { Http1Connections } from "../../../../src/kube/transport/http1-connections.ts";
import { ReadyQueue } from "../../../../src/kube/transport/ready-queue.ts";
import { listening } from "../../../support/broken-server.ts";

const timeout = 20_000;

/** A server that answers the requests of each of its connections with these texts, one after the other. */
async function serve(...answers: readonly (string | readonly string[] | ((socket: Socket) => void))[]) {
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    const left = [...answers];
    const send = async (pieces: readonly string[]): Promise<void> => {
      for (const piece of pieces) {
        socket.write(piece, "latin1");
        await delay(2);
      }
    };
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      requests.push(chunk.toString());
      const answer = left.shift();
      if (typeof answer === "function") answer(socket);
      else if (answer === undefined) socket.end();
      else void send(typeof answer === "string" ? [answer] : answer);
    });
  });
  const { port, [Symbol.asyncDispose]: close } = await listening(server);
  const http1 = new Http1Connections({
    server: new URL(`http://127.0.0.1:${port}`),
    pathPrefix: "",
    headers: { "x-proxy": "yes" },
    dial: async (receiver) => {
      const socket = connect({ port, host: "127.0.0.1", onread: receiver.onRead });
      await once(socket, "connect");
      return { socket, isReceiving: true };
    },
    ready: new ReadyQueue(),
  });
  return {
    http1,
    requests,
    port,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      http1.destroy();
      await close();
    },
  };
}

function get(path: string, more: Partial<WireRequest> = {}): WireRequest {
  const signal = new AbortController().signal;
  const failure = (cause: unknown): Error => new Error("cut", { cause });
  return { method: "GET", path, headers: { accept: "text/plain" }, signal, onSent: () => undefined, failure, ...more };
}

async function textOf(body: BodyStream): Promise<string> {
  const chunks: Buffer[] = [];
  for (let more = await body.next(); more !== undefined; more = await body.next()) chunks.push(...more);
  return Buffer.concat(chunks).toString();
}

test("L29 HTTP/1.1: requests one after the other share a connection, those at once have their own", {
  timeout,
}, async () => {
  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc";
  await using server = await serve(answer, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n");
  const { http1 } = server;
  const [first, second] = await Promise.all([http1.send(get("/a")), http1.send(get("/b"))]);
  assert.deepEqual([await textOf(first), await textOf(second)], ["abc", "abc"]);
  assert.deepEqual([server.connections, http1.openRequests], [2, 0]);
  assert.equal(await textOf(await http1.send(get("/c"))), "de");
  assert.equal(server.connections, 2);
  assert.match(
    server.requests[0] ?? "",
    /^GET \/[ab] HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\naccept: text\/plain\r\nx-proxy: yes\r\n\r\n$/,
  );
});

test("L29 HTTP/1.1: what a server says before its answer is passed over", { timeout }, async () => {
  await using server = await serve(
    "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx: y\r\ncontent-length: 2\r\n\r\nok",
  );
  const answer = await server.http1.send(get("/"));
  assert.deepEqual([answer.status, answer.headers["x"], answer.headers["link"]], [200, "y", undefined]);
  assert.equal(await textOf(answer), "ok");
});

test("L29 HTTP/1.1: a body is sent with its length", { timeout }, async () => {
  await using server = await serve("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");
  const answer = await server.http1.send(get("/", { method: "POST", body: Buffer.from("{}") }));
  assert.deepEqual([answer.status, await textOf(answer)], [201, ""]);
  assert.match(server.requests[0] ?? "", /^POST \/ [\s\S]*content-length: 2\r\n[\s\S]*\r\n\{\}$/);
});

for (const [title, head] of [
  ["says that it closes", "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"],
  ["speaks HTTP/1.0", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"],
] as const) {
  test(`L29 HTTP/1.1: a connection whose server ${title} is used once`, { timeout }, async () => {
    await using server = await serve(head, head);
    for (const path of ["/a", "/b"]) assert.equal(await textOf(await server.http1.send(get(path))), "ok");
    assert.equal(server.connections, 2);
  });
}

test("L29 HTTP/1.1: without a length the end of the connection is that of the answer", { timeout }, async () => {
  await using server = await serve((socket) => socket.end("HTTP/1.0 200 OK\r\n\r\nall of it"));
  assert.equal(await textOf(await server.http1.send(get("/"))), "all of it");
});

for (const [title, answer] of [
  ["a length", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"],
  ["chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"],
] as const) {
  test(`L14 HTTP/1.1: an answer with ${title} that is cut gives what came, then what broke it`, {
    timeout,
  }, async () => {
    await using server = await serve((socket) => socket.end(answer));
    const body = await server.http1.send(get("/"));
    assert.deepEqual((await body.next())?.map(String), ["abc"]);
    await assert.rejects(body.next(), { message: "cut" });
    await assert.rejects(body.next(), { message: "cut" });
    assert.equal(server.http1.openRequests, 0);
  });
}

test("L14 HTTP/1.1: only a GET on a connection that was used before can be sent again", { timeout }, async () => {
  const hasRepeatable = (isRepeatable: boolean) => (error: unknown) =>
    error instanceof NotAnsweredError && error.isRepeatable === isRepeatable;
  await using server = await serve("HTTP/1.1 204 No Content\r\n\r\n", (socket) => socket.destroy());
  await server.http1.send(get("/"));
  await assert.rejects(server.http1.send(get("/")), hasRepeatable(true));
  await server.http1.send(get("/"));
  await assert.rejects(server.http1.send(get("/", { method: "POST", body: Buffer.from("x") })), hasRepeatable(false));
  await using closed = await serve((socket) => socket.destroy());
  await assert.rejects(closed.http1.send(get("/")), hasRepeatable(false));
});

for (const [title, answer] of [
  ["no HTTP", "hello\r\n"],
  ["another protocol", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"],
  ["a coding that nobody asked for", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n"],
] as const) {
  test(`L31 HTTP/1.1: ${title} in the place of an answer is told`, { timeout }, async () => {
    await using server = await serve(answer);
    await assert.rejects(
      server.http1.send(get("/")),
      (error) => error instanceof NotAnsweredError && error.cause instanceof NotHttpError,
    );
  });
}

test("L14 HTTP/1.1: a connection that says more than it was asked for is not used again", { timeout }, async () => {
  await using server = await serve("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n");
  assert.equal(await textOf(await server.http1.send(get("/"))), "ok");
  assert.equal(await textOf(await server.http1.send(get("/"))), "ok");
  assert.equal(server.connections, 2);
});

test("L16 HTTP/1.1: a reader that stops makes the server wait, and gets everything later", { timeout }, async () => {
  const bytes = 40_000_000;
  let written = 0;
  await using server = await serve((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`);
    const piece = Buffer.alloc(1_000_000, "some of a log\n");
    const more = (): void => {
      while (written < bytes && socket.write(piece)) written += piece.length;
      if (written >= bytes) return;
      written += piece.length;
      socket.once("drain", more);
    };
    more();
  });
  const body = await server.http1.send(get("/"));
  let last = -1;
  while (last !== written) {
    last = written;
    await delay(100);
  }
  assert.ok(written < bytes, "the server has written everything to a reader that reads nothing");
  let read = 0;
  for (let more = await body.next(); more !== undefined; more = await body.next())
    for (const { length } of more) read += length;
  assert.equal(read, bytes);
});

test("L29 HTTP/1.1: who does not wait for an answer any more leaves nothing behind", { timeout }, async () => {
  await using server = await serve(() => undefined);
  const abort = new AbortController();
  const answer = server.http1.send(get("/", { signal: abort.signal }));
  await delay(20);
  abort.abort(new Error("enough"));
  await assert.rejects(answer, { message: "enough" });
  assert.equal(server.http1.openRequests, 0);
  await using long = await serve("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc");
  const body = await long.http1.send(get("/"));
  await body[Symbol.asyncDispose]();
  assert.equal(await body.next(), undefined);
  assert.equal(long.http1.openRequests, 0);
});

test("L29 HTTP/1.1: after a change of credentials requests get new connections, and what is under way goes on", {
  timeout,
}, async () => {
  const whole = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  await using server = await serve(["HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab", "cd"], whole);
  const body = await server.http1.send(get("/a"));
  server.http1.retire();
  assert.equal(await textOf(body), "abcd");
  await textOf(await server.http1.send(get("/b")));
  assert.equal(server.connections, 2);
});

test("L14 HTTP/1.1: an idle connection that breaks breaks nothing else", { timeout }, async () => {
  await using server = await serve((socket) => {
    socket.write("HTTP/1.1 204 No Content\r\n\r\n");
    setTimeout(() => socket.resetAndDestroy(), 10);
  });
  await server.http1.send(get("/a"));
  await delay(50);
  assert.equal((await server.http1.send(get("/b"))).status, 204);
  assert.equal(server.connections, 2);
});
