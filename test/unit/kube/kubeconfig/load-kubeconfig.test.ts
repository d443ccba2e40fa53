import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { loadKubeconfig } from "../../../../src/kube/kubeconfig/load-kubeconfig.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

const one = `
apiVersion: v1
kind: Config
current-context: ""
contexts:
- {name: dev, context: {cluster: c1, user: u1, namespace: shop}}
clusters:
- {name: c1, cluster: {server: "https://one.example:6443/", certificate-authority: pki/ca.crt}}
users:
- name: u1
  user:
    tokenFile: ./token
    client-certificate: u1.crt
    client-key: /keys/u1.key
    as: jane
    as-uid: "7"
    as-groups: [devs, ops]
    as-user-extra: {scopes: [view, edit]}
`;
const two = `
current-context: prod
contexts:
- {name: dev, context: {cluster: other, user: other}}
- {name: prod, context: {cluster: c2, user: u2}}
clusters:
- {name: c1, cluster: {server: "https://wrong.example"}}
- name: c2
  cluster:
    server: https://two.example
    proxy-url: socks5://127.0.0.1:1080
    tls-server-name: kube
    disable-compression: true
    extensions:
    - {name: client.authentication.k8s.io/exec, extension: {audience: x}}
users:
- {name: u2, user: {token: abc}}
`;

test("L29 KUBECONFIG list: for each name the first file wins, also for current-context, and missing files are skipped", async () => {
  using folder = scratchFolder();
  const files = [folder.write("one", one), join(folder.path, "missing"), folder.write("two", two)];
  const config = await loadKubeconfig(undefined, { KUBECONFIG: files.join(delimiter) });
  assert.equal(config.currentContext, "prod");
  assert.deepEqual([...config.contexts.keys()], ["dev", "prod"]);
  assert.equal(config.contexts.get("dev")?.cluster, "c1");
  assert.equal(config.clusters.get("c1")?.server, "https://one.example:6443");
  assert.deepEqual([...config.users.keys()], ["u1", "u2"]);
  assert.deepEqual(config.files, files);
});

test("L29 kubeconfig: paths count from the folder of their own file", async () => {
  using folder = scratchFolder();
  const nested = join(folder.path, "nested");
  mkdirSync(nested);
  const config = await loadKubeconfig(folder.write("nested/config", one), {});
  const user = config.users.get("u1");
  assert.equal(config.clusters.get("c1")?.caFile, join(nested, "pki/ca.crt"));
  assert.equal(user?.certFile, join(nested, "u1.crt"));
  assert.equal(user?.keyFile, "/keys/u1.key");
  assert.equal(user?.tokenFile, join(nested, "token"));
});

test("L29 kubeconfig: whom to impersonate, proxies, server names and extensions for plugins are read", async () => {
  using folder = scratchFolder();
  const env = { KUBECONFIG: `${folder.write("one", one)}${delimiter}${folder.write("two", two)}` };
  const config = await loadKubeconfig(undefined, env);
  const user = config.users.get("u1");
  assert.equal(user?.impersonateUser, "jane");
  assert.equal(user?.impersonateUid, "7");
  assert.deepEqual(user?.impersonateGroups, ["devs", "ops"]);
  assert.deepEqual(user?.impersonateExtra, { scopes: ["view", "edit"] });
  const cluster = config.clusters.get("c2");
  assert.equal(cluster?.proxyUrl, "socks5://127.0.0.1:1080");
  assert.equal(cluster?.tlsServerName, "kube");
  assert.equal(cluster?.disableCompression, true);
  assert.deepEqual(cluster?.execExtension, { audience: "x" });
});

test("L29 kubeconfig: --kubeconfig counts alone, and ~/.kube/config where nothing is said", async () => {
  using folder = scratchFolder();
  const named = folder.write("two", two);
  const byFlag = await loadKubeconfig(named, { KUBECONFIG: folder.write("one", one) });
  assert.deepEqual(byFlag.files, [named]);
  assert.deepEqual([...byFlag.clusters.keys()], ["c1", "c2"]);
  mkdirSync(join(folder.path, ".kube"));
  folder.write(".kube/config", one);
  const byHome = await loadKubeconfig(undefined, { HOME: folder.path });
  assert.deepEqual([...byHome.contexts.keys()], ["dev"]);
  const nothing = await loadKubeconfig(undefined, { HOME: join(folder.path, "nobody") });
  assert.equal(nothing.contexts.size, 0);
});

const unreadable: readonly { title: string; content: string | undefined; message: RegExp }[] = [
  { title: "a file that is not there", content: undefined, message: /there is no such file/ },
  { title: "broken YAML", content: "users: [\n  token: s3cret\n:", message: /is not YAML \(line \d+, column \d+\)/ },
  { title: "a list", content: "- a\n- b\n", message: /does not hold a Config/ },
];

for (const { title, content, message } of unreadable) {
  test(`L31 kubeconfig: ${title} is one clear error that shows nothing of the content`, async () => {
    using folder = scratchFolder();
    const file = content === undefined ? join(folder.path, "missing") : folder.write("config", content);
    await assert.rejects(loadKubeconfig(file, {}), (error: Error) => {
      assert.ok(hasCode(error, "KT_KUBECONFIG"));
      assert.match(error.message, message);
      assert.ok(error.message.includes(file));
      assert.ok(!`${error.stack} ${String(error.cause)}`.includes("s3cret"));
      return true;
    });
  });
}

test("L29 kubeconfig: an entry that is incomplete harms nobody who does not use it", async () => {
  using folder = scratchFolder();
  const file = folder.write("config", `${two}- {user: {token: x}}\n- null\n`);
  const config = await loadKubeconfig(file, {});
  assert.deepEqual([...config.users.keys()], ["u2"]);
});
