import assert from "node:assert/strict";
import { test } from "node:test";
import { findBuiltInType } from "../../../../src/targets/kinds/built-in-types.ts";
import { collectionPath, groupOf, objectPath, qualifiedPlural } from "../../../../src/targets/kinds/resource-type.ts";

const words: readonly (readonly [string, string | undefined])[] = [
  ["pod", "pods"],
  ["pods", "pods"],
  ["po", "pods"],
  ["pods.v1.", "pods"],
  ["deploy", "deployments.apps"],
  ["Deployment", "deployments.apps"],
  ["deployments", "deployments.apps"],
  ["deployment.apps", "deployments.apps"],
  ["deployments.v1.apps", "deployments.apps"],
  ["deploy.apps", "deployments.apps"],
  ["deployments.v1beta1.extensions", undefined],
  ["deployment.example.com", undefined],
  ["rs", "replicasets.apps"],
  ["sts", "statefulsets.apps"],
  ["ds", "daemonsets.apps"],
  ["job", "jobs.batch"],
  ["jobs.batch", "jobs.batch"],
  ["cj", "cronjobs.batch"],
  ["svc", "services"],
  ["rc", "replicationcontrollers"],
  ["no", "nodes"],
  ["ns", "namespaces"],
  ["ing", undefined],
  ["web", undefined],
];

for (const [word, plural] of words) {
  test(`L2 types: ${word} is ${plural ?? "not built in"}`, () => {
    const type = findBuiltInType(word);
    assert.equal(type && qualifiedPlural(type), plural);
  });
}

test("L2 types: paths of collections and objects, with and without a namespace", () => {
  const deployment = findBuiltInType("deploy");
  const node = findBuiltInType("node");
  assert.ok(deployment && node);
  assert.equal(collectionPath(deployment), "/apis/apps/v1/deployments");
  assert.equal(objectPath(deployment, "shop", "web"), "/apis/apps/v1/namespaces/shop/deployments/web");
  assert.equal(objectPath(node, "shop", "a/b"), "/api/v1/nodes/a%2Fb");
  assert.equal(groupOf("apps/v1"), "apps");
  assert.equal(groupOf("v1"), "");
});
