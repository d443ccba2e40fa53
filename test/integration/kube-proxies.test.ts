import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { startFakeCluster, type FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import { hasCode } from "../../src/errors/kt-error.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { connectWith, readText } from "../support/kube-client.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";
import { startSocksProxy } from "../support/socks-proxy.ts";

const { signal } = new AbortController();
const timeout = 30_000;

function withProxy(cluster: FakeCluster, folder: ScratchFolder, proxyUrl: string, server = cluster.url): string {
  const config = {
    "current-context": "c",
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    clusters: [
      {
        name: "c",
        cluster: {
          server,
          "certificate-authority-data": Buffer.from(cluster.caPem).toString("base64"),
          "proxy-url": proxyUrl,
        },
      },
    ],
    users: [{ name: "u", user: { token: cluster.users.tokenOf("admin") } }],
  };
  return folder.write("config", JSON.stringify(config));
}

test("L29 proxy-url: HTTP/2 goes through the tunnel of an HTTP proxy, all streams in one", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  const pod = cluster.world.addPod({ namespace: "shop", name: "p", containers: ["c"] });
  for (let line = 0; line < 5000; line++) pod.container("c").writeLine(`line ${line}`);
  await using proxy = await startConnectProxy();
  using folder = scratchFolder();
  await using client = await connectWith(withProxy(cluster, folder, proxy.url));
  const texts = await Promise.all(
    Array.from({ length: 20 }, async () =>
      readText(await client.stream("/api/v1/namespaces/shop/pods/p/log", { signal })),
    ),
  );
  assert.ok(texts.every((text) => text.endsWith("line 4999\n")));
  assert.deepEqual(proxy.requests, [{ target: `127.0.0.1:${cluster.port}`, user: undefined }]);
  assert.ok(cluster.requests.every(({ protocol }) => protocol === "h2"));
});

test("L29 proxy-url: user and password of its URL are sent, and a refusal says what the proxy said", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  await using proxy = await startConnectProxy({ credentials: "jane:p@ss" });
  using folder = scratchFolder();
  const url = proxy.url.replace("http://", "http://jane:p%40ss@");
  await using client = await connectWith(withProxy(cluster, folder, url));
  await client.get("/version", { signal });
  assert.equal(proxy.requests[0]?.user, "jane");
  await using other = await connectWith(withProxy(cluster, folder, proxy.url.replace("http://", "http://joe:s3cret@")));
  await assert.rejects(other.get("/version", { signal }), (error: Error) => {
    assert.ok(hasCode(error, "KT_UNREACHABLE"));
    assert.match(
      error.message,
      /the proxy http:\/\/127.0.0.1:\d+: it refused to connect to 127.0.0.1:\d+: HTTP\/1.1 407/,
    );
    assert.ok(!String(error.stack).includes("s3cret"));
    return true;
  });
});

test("L29 HTTPS_PROXY: is used for servers that are not loopback, unless NO_PROXY names them", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster({ hosts: ["api.example"] });
  await using proxy = await startSocksProxy();
  const kubeconfig = cluster.kubeconfig("admin", { server: `https://api.example:${cluster.port}` });
  const env = { HTTPS_PROXY: `socks5://127.0.0.1:${proxy.port}` };
  await using client = await connectWith(kubeconfig, { env });
  await client.get("/version", { signal });
  assert.deepEqual(proxy.targets, [`api.example:${cluster.port}`]);
  await using loopback = await connectWith(cluster.kubeconfig(), { env, tlsServerName: "api.example" });
  await loopback.get("/version", { signal });
  assert.equal(proxy.targets.length, 1);
});

test("L29 proxy-url: SOCKS5 with names, addresses and passwords", { timeout }, async () => {
  await using cluster = await startFakeCluster({ hosts: ["127.0.0.1", "api.example"] });
  await using proxy = await startSocksProxy({ credentials: "jane:secret" });
  using folder = scratchFolder();
  const url = `socks5://jane:secret@127.0.0.1:${proxy.port}`;
  await using byAddress = await connectWith(withProxy(cluster, folder, url));
  await byAddress.get("/version", { signal });
  await using byName = await connectWith(withProxy(cluster, folder, url, `https://api.example:${cluster.port}`));
  await byName.get("/version", { signal });
  assert.deepEqual(proxy.targets, [`127.0.0.1:${cluster.port}`, `api.example:${cluster.port}`]);
  const refusals = [`socks5://127.0.0.1:${proxy.port}`, `socks5://jane:wrong@127.0.0.1:${proxy.port}`];
  for (const refused of refusals) {
    await using client = await connectWith(withProxy(cluster, folder, refused));
    await assert.rejects(
      client.get("/version", { signal }),
      (error) =>
        hasCode(error, "KT_UNREACHABLE") &&
        /the proxy socks5:\/\/127.0.0.1:\d+: it refused: it (wants|does not accept)/.test(error.message),
    );
  }
});

test("L29 proxy-url: a SOCKS5 proxy that cannot connect says why; IPv6 addresses are sent as such", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  await using proxy = await startSocksProxy({ failure: 4 });
  using folder = scratchFolder();
  const server = "https://[fd00::a:1]:6443";
  await using client = await connectWith(withProxy(cluster, folder, `socks5://127.0.0.1:${proxy.port}`, server));
  await assert.rejects(
    client.get("/version", { signal }),
    (error) => hasCode(error, "KT_UNREACHABLE") && /the host is unreachable \(fd00::a:1:6443\)/.test(error.message),
  );
  assert.deepEqual(proxy.targets, ["[fd0000000000000000000000000a0001]:6443"]);
});

test("L29 proxy-url: plain HTTP to an http:// server is sent to the proxy as a whole URL", {
  timeout,
}, async (context) => {
  const seen: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const proxy = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  context.after(() => proxy.close());
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const proxyUrl = `http://jane:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await using client = await connectWith(withProxy(cluster, folder, proxyUrl, "http://api.example:8080"));
  await client.get("/version", { signal });
  assert.equal(seen[0]?.url, "http://api.example:8080/version");
  assert.equal(seen[0]?.headers.host, "api.example:8080");
  assert.equal(seen[0]?.headers["proxy-authorization"], `Basic ${Buffer.from("jane:secret").toString("base64")}`);
});

test("L29 proxy-url: a proxy that is reached over TLS must be trusted", { timeout }, async (context) => {
  const authority = createCertificateAuthority("proxy", Date.now());
  const { certPem, keyPem } = authority.issueServer(["127.0.0.1"]);
  const proxy = createTlsServer({ cert: certPem, key: keyPem }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  context.after(() => proxy.close());
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const proxyUrl = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await using client = await connectWith(withProxy(cluster, folder, proxyUrl));
  await assert.rejects(
    client.get("/version", { signal }),
    (error) => hasCode(error, "KT_TLS") && /: the proxy https:/.test(error.message),
  );
});

test("L31 proxy-url: one that cannot be used is a fault of the kubeconfig, one that is away is unreachable", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  await assert.rejects(connectWith(withProxy(cluster, folder, "ftp://proxy")), (error) =>
    hasCode(error, "KT_KUBECONFIG"),
  );
  await using client = await connectWith(withProxy(cluster, folder, "http://jane:s3cret@127.0.0.1:1"));
  await assert.rejects(client.get("/version", { signal }), (error: Error) => {
    assert.ok(hasCode(error, "KT_UNREACHABLE"));
    assert.match(error.message, /: the proxy http:\/\/127.0.0.1:1: nothing listens there/);
    assert.match(error.hint ?? "", /proxy-url/);
    return true;
  });
});
