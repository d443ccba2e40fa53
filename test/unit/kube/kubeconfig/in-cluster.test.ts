import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { inClusterAccess } from "../../../../src/kube/kubeconfig/in-cluster.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

const service = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };

test("L29 in a pod: server, authority, token file and namespace of the service account", async () => {
  using folder = scratchFolder();
  folder.write("token", "abc");
  folder.write("ca.crt", "PEM");
  folder.write("namespace", "shop\n");
  const access = await inClusterAccess({ env: service, serviceAccountFolder: folder.path });
  assert.equal(access?.server.href, "https://10.96.0.1/");
  assert.deepEqual([access?.context, access?.namespace], ["", "shop"]);
  assert.equal(access?.user.tokenFile, join(folder.path, "token"));
  assert.equal(access?.cluster.caFile, join(folder.path, "ca.crt"));
});

test("L29 in a pod: POD_NAMESPACE and flags come first, IPv6 gets its brackets", async () => {
  using folder = scratchFolder();
  folder.write("token", "abc");
  folder.write("namespace", "shop");
  const env = { ...service, KUBERNETES_SERVICE_HOST: "fd00::1", POD_NAMESPACE: "mine" };
  const access = await inClusterAccess({ env, serviceAccountFolder: folder.path, as: "jane" });
  assert.equal(access?.server.href, "https://[fd00::1]/");
  assert.equal(access?.namespace, "mine");
  assert.equal(access?.user.impersonateUser, "jane");
  const byFlag = await inClusterAccess({ env, serviceAccountFolder: folder.path, namespace: "flag", token: "t" });
  assert.equal(byFlag?.namespace, "flag");
  assert.deepEqual([byFlag?.user.token, byFlag?.user.tokenFile], ["t", undefined]);
});

test("L29 in a pod: without the service's variables or the token there is no cluster", async () => {
  using folder = scratchFolder();
  assert.equal(await inClusterAccess({ env: service, serviceAccountFolder: folder.path }), undefined);
  folder.write("token", "abc");
  assert.equal(await inClusterAccess({ env: {}, serviceAccountFolder: folder.path }), undefined);
});
