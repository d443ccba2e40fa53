import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { test } from "node:test";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";
import { assertBroken, listening } from "../support/broken-server.ts";
import { badGateway } from "../support/faults.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const timeout = 30_000;

test("D1 diagnose: a context that does not exist, with those that do", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  await assertBroken(
    cluster,
    { words: ["web-1", "--context", "prod"] },
    {
      code: "kubeconfig",
      verdict: /^Context "prod" is not in the kubeconfig \(.*\); there are: admin\.$/,
    },
  );
});

test("D1 diagnose: a kubeconfig that is not there", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  await assertBroken(
    cluster,
    { file: "/nowhere/config" },
    {
      code: "kubeconfig",
      verdict: /^Cannot read the kubeconfig \/nowhere\/config: there is no such file\.$/,
    },
  );
});

test("D1 diagnose: a token that does not count, and does not say until when: both causes", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const run = await assertBroken(
    cluster,
    { kubeconfig: { credentials: { token: "not-a-token" } } },
    {
      code: "credentials-refused",
      verdict: /^The API server https:\/\/127\.0\.0\.1:\d+ refuses the token \(401\)\.$/,
      causes: [/it has expired or was withdrawn/, /belongs to another cluster/],
    },
  );
  assert.ok(!run.out.includes("not-a-token"), "a token is never shown");
});

test("D1 diagnose: a token that has expired by its own word", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const claims = { sub: "system:serviceaccount:shop:ci", exp: Date.parse("2026-01-01T00:00:00Z") / 1000 };
  const token = `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.y`;
  const run = await assertBroken(
    cluster,
    { kubeconfig: { credentials: { token } } },
    {
      code: "credentials-expired",
      verdict:
        /^The API server refuses the token of "system:serviceaccount:shop:ci" \(401\): it expired at 2026-01-01 00:00:00Z\.$/,
    },
  );
  assert.ok(!run.out.includes(token));
});

test("D1 diagnose: no credentials at all", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  await assertBroken(
    cluster,
    { kubeconfig: { credentials: {} } },
    {
      code: "anonymous",
      verdict: /^The kubeconfig has no credentials for https:.*, so the API server sees nobody \(system:anonymous\)\.$/,
    },
  );
});

test("D1 diagnose: a client certificate of another cluster's authority is not recognised", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const { certPem, keyPem } = createCertificateAuthority("other", Date.now()).issueClient({ commonName: "jane" });
  const credentials = {
    "client-certificate-data": Buffer.from(certPem).toString("base64"),
    "client-key-data": Buffer.from(keyPem).toString("base64"),
  };
  await assertBroken(
    cluster,
    { kubeconfig: { credentials } },
    {
      code: "anonymous",
      verdict: /does not recognise the client certificate of user "admin" and sees nobody/,
      causes: [/signed by another cluster's authority/, /something in between ends TLS/],
    },
  );
});

test("D1 diagnose: an exec plugin that fails", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "no-such-login-plugin",
    interactiveMode: "Never",
  };
  await assertBroken(
    cluster,
    { kubeconfig: { credentials: { exec } } },
    {
      code: "credentials-missing",
      verdict: /^The credentials of user "admin" cannot be had: .*no-such-login-plugin/,
    },
  );
});

test("D1 diagnose: an exec plugin that waits for a login is not taken for an API server that is down", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    ...{ command: "sleep", args: ["60"], interactiveMode: "Never" },
  };
  const run = await assertBroken(
    cluster,
    { kubeconfig: { credentials: { exec } }, env: { PATH: process.env["PATH"] ?? "" } },
    {
      code: "credentials-missing",
      verdict: /^Neither the exec plugin sleep of user "admin" nor the API server https:.* has answered in time\.$/,
      causes: [/the exec plugin sleep waits, for a login maybe/, /overloaded, or starting/],
    },
  );
  assert.equal(run.hops.find(({ name }) => name === "tls")?.result, "ok");
});

test("D1 diagnose: a name that nobody knows", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  await assertBroken(
    cluster,
    { kubeconfig: { server: "https://no-such-cluster.invalid:6443" } },
    {
      code: "name-unknown",
      verdict: /^The name of the API server, no-such-cluster\.invalid, cannot be looked up\.$/,
      causes: [/the cluster is gone, or the context is the wrong one/, /only inside another network/],
    },
  );
});

test("D1 diagnose: a port where nothing listens", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  await assertBroken(
    cluster,
    { kubeconfig: { server: "https://127.0.0.1:1" } },
    {
      code: "server-refused",
      verdict: /^Nothing listens at 127\.0\.0\.1:1: the machine answers, and refuses the connection\.$/,
      causes: [/the API server is stopped or starting/, /the address or the port in the kubeconfig/],
    },
  );
});

test("D1 diagnose: a server that takes the connection and says nothing ends in time", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  await using silent = await listening(createServer(() => {}));
  await assertBroken(
    cluster,
    { kubeconfig: { server: `https://127.0.0.1:${silent.port}` } },
    {
      code: "server-silent",
      verdict: /^Nothing answers at 127\.0\.0\.1:\d+: no connection came about in time\.$/,
      causes: [/a VPN or a route is missing/, /a firewall drops/],
    },
  );
});

test("D1 diagnose: a proxy that is not there is blamed, and not the cluster", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const env = { HTTPS_PROXY: "http://127.0.0.1:1" };
  await assertBroken(
    cluster,
    { env, kubeconfig: { server: "https://cluster.example:6443" } },
    {
      code: "proxy",
      verdict:
        /^The proxy http:\/\/127\.0\.0\.1:1 on the way to https:\/\/cluster\.example:6443 fails: connect ECONNREFUSED/,
      causes: [/the proxy is not meant for this server/, /the proxy is down, or refuses/],
    },
  );
});

test("D1 diagnose: a proxy that works is named, and is no fault", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.world.addPod({ namespace: "shop", name: "web-1" }).container().writeLine("hi");
  await using proxy = await startConnectProxy();
  const server = cluster.url.replace("127.0.0.1", "localhost");
  using folder = scratchFolder();
  const config = {
    ...{ "current-context": "c", contexts: [{ name: "c", context: { cluster: "c", user: "u", namespace: "shop" } }] },
    clusters: [
      {
        name: "c",
        cluster: {
          server,
          "certificate-authority-data": Buffer.from(cluster.caPem).toString("base64"),
          "proxy-url": proxy.url,
        },
      },
    ],
    users: [{ name: "u", user: { token: cluster.users.tokenOf("admin") } }],
  };
  const run = await runDiagnosis(cluster, ["web-1"], { file: folder.write("config", JSON.stringify(config)) });
  assert.equal(run.exitCode, 0, JSON.stringify(run.findings));
  assert.match(run.hops.find(({ name }) => name === "network")?.says ?? "", /through the proxy http:\/\//);
});

test("D1 diagnose: a login page in the place of the API server", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  await using page = await listening(
    createHttpServer((_request, response) =>
      response.setHeader("content-type", "text/html").end("<html>log in</html>"),
    ),
  );
  await assertBroken(
    cluster,
    { kubeconfig: { server: `http://127.0.0.1:${page.port}` } },
    {
      code: "not-kubernetes",
      verdict: /^What answers at http:\/\/127\.0\.0\.1:\d+ is no Kubernetes API server: its answer is no JSON\.$/,
      causes: [/a login page or a proxy/, /is another one/],
    },
  );
});

test("D1 diagnose: a load balancer that has no API server behind it", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.faults.add(badGateway({ path: /^/ }));
  await assertBroken(
    cluster,
    {},
    {
      code: "server-faulty",
      verdict: /can be reached, but does not answer as it should/,
      causes: [/overloaded, or starting/, /a load balancer answers in its place/],
    },
  );
});

test("D1 diagnose: this machine's clock is behind, and by how much", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const run = await runDiagnosis(cluster, [], { nowMs: () => Date.now() - 300_000 });
  const [found] = run.findings;
  assert.equal(found?.code, "clock-skew");
  assert.match(found.verdict, /^The clock of this machine is 5m behind the API server's/);
  assert.equal(run.exitCode, 10);
});

test("D1 D2 diagnose without a source looks at the way to the API server and the rights, and at nothing else", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  const run = await runDiagnosis(cluster, [], { user: "jane" });
  assert.deepEqual(
    run.hops.map(({ name }) => name),
    ["kubeconfig", "network", "tls", "credentials", "clock", "rights"],
  );
  assert.equal(run.exitCode, 0);
  assert.match(
    run.hops.at(-1)?.says ?? "",
    /^logs in namespace "shop" may be read; no right to list events, get nodes, get nodes\/proxy$/,
  );
});
