import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { test } from "node:test";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import { hasCode, type KtError } from "../../src/errors/kt-error.ts";
import type { ConnectOptions } from "../../src/kube/connect-options.ts";
import { connectWith } from "../support/kube-client.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const { signal } = new AbortController();
const timeout = 30_000;

async function errorOf(kubeconfig: string, options: Partial<ConnectOptions> = {}): Promise<KtError> {
  await using client = await connectWith(kubeconfig, options);
  try {
    await client.get("/version", { signal });
  } catch (error) {
    assert.ok(error instanceof Error && "code" in error);
    return error as KtError;
  }
  throw new assert.AssertionError({ message: "the server was trusted" });
}

test("L31 TLS: an authority that is not the server's is KT_TLS, and --insecure-skip-tls-verify goes past it", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const other = folder.write("ca.crt", createCertificateAuthority("other", Date.now()).certPem);
  const error = await errorOf(cluster.kubeconfig(), { certificateAuthority: other });
  assert.equal(error.code, "KT_TLS");
  assert.match(
    error.message,
    /no trusted connection to the API server https:\/\/127.0.0.1:\d+ of context "admin": .*not trusted here/,
  );
  await using client = await connectWith(cluster.kubeconfig(), { insecureSkipTlsVerify: true });
  await client.get("/version", { signal });
});

test("L29 TLS: without any authority those of the system count, and the test's own is none of them", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const error = await errorOf(folder.write("config", ""), { server: cluster.url });
  assert.equal(error.code, "KT_TLS");
});

test("L29 tls-server-name: is the name that the certificate must have, and a wrong one is KT_TLS with the right ones", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster({ hosts: ["kubernetes.default", "10.1.2.3"] });
  const error = await errorOf(cluster.kubeconfig());
  assert.equal(error.code, "KT_TLS");
  assert.match(error.message, /kubernetes.default/);
  assert.match(error.hint ?? "", /--tls-server-name/);
  for (const tlsServerName of ["kubernetes.default", "10.1.2.3"]) {
    await using client = await connectWith(cluster.kubeconfig(), { tlsServerName });
    await client.get("/version", { signal });
  }
  assert.equal((await errorOf(cluster.kubeconfig(), { tlsServerName: "10.1.2.4" })).code, "KT_TLS");
});

const invalid: readonly { title: string; fromMs: number; toMs: number; message: RegExp }[] = [
  { title: "has expired", fromMs: -2 * 86_400_000, toMs: -86_400_000, message: /its certificate has expired/ },
  { title: "is not valid yet", fromMs: 86_400_000, toMs: 2 * 86_400_000, message: /not valid yet/ },
];
for (const { title, fromMs, toMs, message } of invalid) {
  test(`L31 TLS: a certificate that ${title} is KT_TLS`, { timeout }, async (context) => {
    const authority = createCertificateAuthority("test", Date.now());
    const validity = { notBeforeMs: Date.now() + fromMs, notAfterMs: Date.now() + toMs };
    const { certPem, keyPem } = authority.issueServer(["127.0.0.1"], validity);
    const server = createTlsServer({ cert: certPem, key: keyPem }).listen(0, "127.0.0.1");
    await once(server, "listening");
    context.after(() => server.close());
    using folder = scratchFolder();
    const error = await errorOf(folder.write("config", ""), {
      server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      certificateAuthority: folder.write("ca.crt", authority.certPem),
    });
    assert.equal(error.code, "KT_TLS");
    assert.match(error.message, message);
  });
}

test("L31 TLS: a server that speaks plain HTTP where https is configured is KT_TLS", { timeout }, async () => {
  await using cluster = await startFakeCluster({ protocol: "plain" });
  const error = await errorOf(cluster.kubeconfig("admin", { server: cluster.url.replace("http:", "https:") }));
  assert.equal(error.code, "KT_TLS");
  assert.match(error.message, /does not speak TLS/);
});

test("L31 TLS: a server that wants another client certificate says so", { timeout }, async (context) => {
  const authority = createCertificateAuthority("test", Date.now());
  const { certPem, keyPem } = authority.issueServer(["127.0.0.1"]);
  const tls = { cert: certPem, key: keyPem, ca: authority.certPem, requestCert: true, rejectUnauthorized: true };
  for (const maxVersion of ["TLSv1.3", "TLSv1.2"] as const) {
    const server = createTlsServer({ ...tls, maxVersion, ALPNProtocols: ["h2", "http/1.1"] }).listen(0, "127.0.0.1");
    await once(server, "listening");
    context.after(() => server.close());
    using folder = scratchFolder();
    const error = await errorOf(folder.write("config", ""), {
      server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      certificateAuthority: folder.write("ca.crt", authority.certPem),
    });
    assert.equal(error.code, "KT_TLS", `${maxVersion}: ${error.message}`);
    assert.match(error.message, /does not accept our client certificate/);
  }
});

test("L31 TLS: a certificate-authority that is missing or no PEM is told before anything is sent", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  using folder = scratchFolder();
  const missing = await errorOf(cluster.kubeconfig(), { certificateAuthority: `${folder.path}/missing` });
  assert.equal(missing.code, "KT_KUBECONFIG");
  assert.match(missing.message, /cannot read the certificate-authority/);
  const broken = await errorOf(cluster.kubeconfig(), { certificateAuthority: folder.write("broken", "not PEM") });
  assert.equal(broken.code, "KT_TLS");
});

test("L31 network: a server that is not there is KT_UNREACHABLE with server and context", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const error = await errorOf(cluster.kubeconfig("admin", { server: `https://127.0.0.1:${port}` }));
  assert.ok(hasCode(error, "KT_UNREACHABLE"));
  assert.match(error.message, new RegExp(`https://127.0.0.1:${port} of context "admin": nothing listens there`));
  const unknown = await errorOf(cluster.kubeconfig("admin", { server: "https://no-such-host.invalid" }));
  assert.ok(hasCode(unknown, "KT_UNREACHABLE"));
  assert.match(unknown.message, /no-such-host.invalid (is not known|could not be looked up)/);
});
