import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../src/errors/kt-error.ts";
import { connect } from "../../../src/kube/connect.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const config = `
current-context: prod
contexts:
- {name: dev, context: {cluster: c, user: u, namespace: shop}}
- {name: prod, context: {cluster: c, user: u}}
clusters:
- {name: c, cluster: {server: "https://one.example:6443/"}}
users:
- {name: u, user: {auth-provider: {name: gcp}}}
`;

test("L29 connect: says where it leads before anything is sent", async () => {
  using folder = scratchFolder();
  const kubeconfig = folder.write("config", config);
  const client = await connect({ env: {}, kubeconfig, context: "dev", token: "abc" });
  assert.deepEqual([client.context, client.namespace, client.server], ["dev", "shop", "https://one.example:6443"]);
  assert.deepEqual(client.stats, { connections: 0, requests: 0 });
  await client.close();
});

test("L31 connect: what cannot work is told at once", async () => {
  using folder = scratchFolder();
  const kubeconfig = folder.write("config", config);
  await assert.rejects(connect({ env: {}, kubeconfig }), (error) => hasCode(error, "KT_CREDENTIALS"));
  const env = { HTTPS_PROXY: "gopher://proxy" };
  await assert.rejects(connect({ env, kubeconfig, token: "abc" }), (error) => hasCode(error, "KT_KUBECONFIG"));
  await assert.rejects(connect({ env: {}, kubeconfig, token: "abc", asGroups: ["x"] }), (error) =>
    hasCode(error, "KT_USAGE"),
  );
});
