import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConnectOptions } from "../../../../src/kube/connect-options.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import type { ClusterAccess } from "../../../../src/kube/kubeconfig/cluster-access.ts";
import { loadKubeconfig } from "../../../../src/kube/kubeconfig/load-kubeconfig.ts";
import { resolveAccess } from "../../../../src/kube/kubeconfig/resolve-access.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

const config = `
current-context: dev
contexts:
- {name: dev, context: {cluster: c1, user: u1, namespace: shop}}
- {name: prod, context: {cluster: c2, user: u2}}
- {name: lost, context: {cluster: nowhere, user: u1}}
- {name: odd, context: {cluster: odd, user: u1}}
- {name: bare, context: {cluster: bare, user: u1}}
clusters:
- {name: c1, cluster: {server: "https://one.example:6443", certificate-authority-data: QUJD, tls-server-name: kube}}
- {name: c2, cluster: {server: "https://two.example/k8s/clusters/c-1", insecure-skip-tls-verify: true, disable-compression: true}}
- {name: odd, cluster: {server: "ftp://three.example"}}
- {name: bare, cluster: {server: "localhost:8001"}}
users:
- {name: u1, user: {exec: {command: get-token, apiVersion: client.authentication.k8s.io/v1}, as: jane, as-groups: [devs]}}
- {name: u2, user: {client-certificate-data: QQ==, client-key-data: Qg==}}
`;

async function resolve(flags: Partial<ConnectOptions>, text = config): Promise<ClusterAccess> {
  using folder = scratchFolder();
  const options: ConnectOptions = { env: {}, kubeconfig: folder.write("config", text), ...flags };
  return await resolveAccess(await loadKubeconfig(options.kubeconfig, options.env), options);
}

test("L29 context: the current one, with its namespace, or the one of --context with default", async () => {
  const dev = await resolve({});
  assert.deepEqual([dev.context, dev.namespace, dev.server.href], ["dev", "shop", "https://one.example:6443/"]);
  const prod = await resolve({ context: "prod" });
  assert.deepEqual([prod.context, prod.namespace, prod.server.pathname], ["prod", "default", "/k8s/clusters/c-1"]);
  assert.equal((await resolve({ namespace: "x" })).namespace, "x");
});

test("L29 flags: --cluster and --user replace the context's", async () => {
  const access = await resolve({ cluster: "c2", user: "u2" });
  assert.equal(access.server.hostname, "two.example");
  assert.equal(access.user.certData, "QQ==");
  assert.equal(access.namespace, "shop");
});

test("L29 flags: --server keeps the authority but not the server name, which was the other server's", async () => {
  const { server, cluster } = await resolve({ server: "https://four.example" });
  assert.equal(server.hostname, "four.example");
  assert.equal(cluster.caData, "QUJD");
  assert.equal(cluster.tlsServerName, undefined);
  assert.equal((await resolve({ server: "https://four.example", tlsServerName: "x" })).cluster.tlsServerName, "x");
});

test("L29 flags: one way of trusting the server replaces all others", async () => {
  const insecure = (await resolve({ insecureSkipTlsVerify: true })).cluster;
  assert.deepEqual([insecure.skipTLSVerify, insecure.caData, insecure.caFile], [true, undefined, undefined]);
  const withFile = (await resolve({ context: "prod", certificateAuthority: "/pki/ca.crt" })).cluster;
  assert.deepEqual([withFile.skipTLSVerify, withFile.caFile], [false, "/pki/ca.crt"]);
});

test("L29 flags: --token takes the place of the plugin, impersonation stays", async () => {
  const { user } = await resolve({ token: "abc" });
  assert.equal(user.token, "abc");
  assert.equal(user.exec, undefined);
  assert.equal(user.impersonateUser, "jane");
  const other = (await resolve({ as: "joe", asGroups: ["ops"], asUid: "1", asUserExtra: { a: ["b"] } })).user;
  assert.deepEqual(
    [other.impersonateUser, other.impersonateGroups, other.impersonateUid, other.impersonateExtra],
    ["joe", ["ops"], "1", { a: ["b"] }],
  );
});

test("L29 compression: off by flag or by the cluster's entry", async () => {
  assert.equal((await resolve({})).cluster.disableCompression, false);
  assert.equal((await resolve({ disableCompression: true })).cluster.disableCompression, true);
  assert.equal((await resolve({ context: "prod", disableCompression: false })).cluster.disableCompression, true);
});

test("L29 server: without a scheme it is http, as for kubectl, and --server needs no kubeconfig at all", async () => {
  assert.equal((await resolve({ context: "bare" })).server.href, "http://localhost:8001/");
  const alone = await resolve({ server: "https://five.example" }, "");
  assert.deepEqual([alone.context, alone.namespace, alone.server.hostname], ["", "default", "five.example"]);
});

const faults: readonly {
  title: string;
  flags: Partial<ConnectOptions>;
  message: RegExp;
  hint: RegExp;
  text?: string;
}[] = [
  {
    title: "an unknown context",
    flags: { context: "prd" },
    message: /context "prd".*there are: dev, prod, lost/,
    hint: /get-contexts/,
  },
  {
    title: "a context whose cluster is missing",
    flags: { context: "lost" },
    message: /cluster "nowhere"/,
    hint: /config view/,
  },
  {
    title: "an unknown user",
    flags: { user: "u9" },
    message: /user "u9" is not in the kubeconfig \(.*\); there are: \w+/,
    hint: /config view/,
  },
  {
    title: "a server that is no URL",
    flags: { context: "odd" },
    message: /"ftp:\/\/three.example"/,
    hint: /config view/,
  },
  {
    title: "no current context",
    flags: {},
    text: config.replace("current-context: dev", ""),
    message: /no current-context/,
    hint: /use-context dev/,
  },
  {
    title: "no kubeconfig at all",
    flags: {},
    text: "",
    message: /no cluster to talk to/,
    hint: /KUBECONFIG or --kubeconfig/,
  },
];

for (const { title, flags, message, hint, text } of faults) {
  test(`L31 kubeconfig: ${title} is named, with what to do`, async () => {
    await assert.rejects(resolve(flags, text), (error: Error) => {
      assert.ok(hasCode(error, "KT_KUBECONFIG"));
      assert.match(error.message, message);
      assert.match(error.hint ?? "", hint);
      return true;
    });
  });
}
