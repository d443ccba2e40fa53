import assert from "node:assert/strict";
import { request } from "node:http";
import { suite, test } from "node:test";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { Fault } from "../../src/demo/server/http/faults.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import * as faults from "../support/faults.ts";
import { PlainClient } from "../support/plain-client.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";

const logPath = "/api/v1/namespaces/default/pods/web/log";
const text = "grüße 1\ngrüße 2\n";

suite("a fault by script", { timeout: 30_000 }, () => {
  test("ends an answer properly after a number of bytes, in mid-UTF-8", async () => {
    await using cluster = await startWith(faults.endAfter(3, "end"));
    await using answer = await clientOf(cluster).open(logPath);
    assert.equal(Buffer.from(await answer.end()).toString(), "gr\ufffd");
  });

  for (const ending of ["reset", "cut-reset", "cut-fin"] as const) {
    test(`breaks an answer off after a number of bytes: ${ending}`, async () => {
      await using cluster = await startWith(faults.endAfter(7, ending));
      await using answer = await clientOf(cluster).open(logPath);
      await assert.rejects(answer.end());
    });
  }

  test("hits as many requests as it says, and no others", async () => {
    await using cluster = await startWith(faults.endAfter(4, "end", { ...faults.logs, times: 2 }));
    const client = clientOf(cluster);
    assert.equal((await client.get("/api/v1/namespaces/default/pods/web")).status, 200);
    const lengths = [];
    for (let count = 0; count < 3; count += 1) lengths.push((await client.get(logPath)).text.length);
    assert.deepEqual(lengths, [3, 3, text.length]);
  });

  test("cuts at another place each time, the same for the same numbers", async () => {
    const numbers = [0.25, 0.5];
    await using cluster = await startWith(faults.endAtRandom(() => numbers.shift() ?? 1, 8, "end"));
    const client = clientOf(cluster);
    assert.deepEqual([(await client.get(logPath)).text, (await client.get(logPath)).text], ["gr", "grü"]);
  });

  test("sends single bytes, and all of them", async () => {
    await using cluster = await startWith(faults.inSingleBytes());
    assert.equal((await clientOf(cluster).get(logPath)).text, text);
  });

  test("stalls and keeps the connection", async () => {
    await using cluster = await startWith(faults.stallAfter(2));
    await using answer = await clientOf(cluster).open(logPath);
    await answer.until(/^gr$/);
    assert.equal(cluster.connections.openCount, 1);
  });

  test("cuts a follow that has been silent for a while", async () => {
    await using cluster = await startWith(faults.idleTimeout(30, "fin", faults.follows));
    await using answer = await clientOf(cluster).open(`${logPath}?follow=true`);
    await assert.rejects(answer.end());
  });

  test("answers 429 with Retry-After, then lets through", async () => {
    await using cluster = await startWith(faults.tooMany(7, { ...faults.logs, times: 1 }));
    const client = clientOf(cluster);
    const { status, headers, json } = await client.get(logPath);
    assert.deepEqual({ status, retryAfter: headers["retry-after"] }, { status: 429, retryAfter: "7" });
    assert.partialDeepStrictEqual(json, { reason: "TooManyRequests", details: { retryAfterSeconds: 7 } });
    assert.equal((await client.get(logPath)).status, 200);
  });

  test("answers with any Status, in plain text, or 410", async () => {
    await using cluster = await startWith(
      faults.failWith(503, "ServiceUnavailable", "etcd is away", { ...faults.logs, times: 1 }),
    );
    cluster.faults.add(faults.badGateway({ ...faults.logs, times: 1 }));
    cluster.faults.add(faults.gone());
    const client = clientOf(cluster);
    assert.partialDeepStrictEqual((await client.get(logPath)).json, { code: 503, message: "etcd is away" });
    assert.equal((await client.get(logPath)).headers["content-type"], "text/plain");
    assert.equal((await client.get("/api/v1/pods?watch=true")).status, 410);
  });

  test("answers late", async () => {
    await using cluster = await startWith(faults.slowHeaders(50));
    assert.equal((await clientOf(cluster).get(logPath)).text, text);
  });
});

suite("a proxy in between", { timeout: 30_000 }, () => {
  test("cuts connections to the byte, and counts them", async () => {
    await using cluster = await startWith();
    const cuts = [500, undefined];
    await using proxy = await startTcpProxy({ port: cluster.port, cutAfterBytes: () => cuts.shift(), how: "fin" });
    const client = new PlainClient({ ...clientOf(cluster).options, url: `https://127.0.0.1:${proxy.port}` });
    await assert.rejects(client.get(logPath));
    assert.equal((await client.get(logPath)).text, text);
    assert.deepEqual([proxy.connectionCount, proxy.cutCount], [2, 1]);
  });

  test("cuts what is silent", async () => {
    await using cluster = await startWith();
    await using proxy = await startTcpProxy({ port: cluster.port, idleMs: 50 });
    const client = new PlainClient({ ...clientOf(cluster).options, url: `https://127.0.0.1:${proxy.port}` });
    await using answer = await client.open(`${logPath}?follow=true`);
    await assert.rejects(answer.end(), { code: "ECONNRESET" });
  });

  test("holds back and lets go", async () => {
    await using cluster = await startWith();
    await using proxy = await startTcpProxy({ port: cluster.port });
    const client = new PlainClient({ ...clientOf(cluster).options, url: `https://127.0.0.1:${proxy.port}` });
    await using answer = await client.open(`${logPath}?follow=true`);
    await answer.until(/2\n$/);
    proxy.setPaused(true);
    cluster.world.pod("default", "web").container().writeLine("three");
    proxy.setPaused(false);
    await answer.until(/three/);
  });

  test("by CONNECT lets in who has the password", async () => {
    await using cluster = await startWith();
    await using proxy = await startConnectProxy({ credentials: "jane:secret" });
    const target = `127.0.0.1:${cluster.port}`;
    const authorization = `Basic ${Buffer.from("jane:secret").toString("base64")}`;
    assert.match(await connectThrough(proxy.url, target, {}), /^407/);
    assert.match(await connectThrough(proxy.url, target, { "proxy-authorization": authorization }), /^200/);
    assert.deepEqual(proxy.requests, [
      { target, user: undefined },
      { target, user: "jane" },
    ]);
  });
});

async function startWith(...scripts: readonly Fault[]): Promise<FakeCluster> {
  const cluster = await startFakeCluster();
  cluster.world.addPod({ name: "web" }).container().write(text);
  for (const fault of scripts) cluster.faults.add(fault);
  return cluster;
}

function clientOf(cluster: FakeCluster): PlainClient {
  return PlainClient.fromKubeconfig(cluster.kubeconfig());
}

/** Asks a proxy for a tunnel; its answer's status. */
function connectThrough(proxyUrl: string, target: string, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(proxyUrl, { method: "CONNECT", path: target, headers });
    asked.on("error", reject);
    asked.on("connect", (response, socket) => {
      socket.destroy();
      resolve(`${response.statusCode} ${response.statusMessage}`);
    });
    asked.end();
  });
}
