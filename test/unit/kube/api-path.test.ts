import assert from "node:assert/strict";
import { test } from "node:test";
import { describeObject, parseApiPath, rbacResource } from "../../../src/kube/api-path.ts";

const rows: readonly { path: string; words: string; rbac: string }[] = [
  { path: "/api/v1/pods", words: "pods", rbac: "pods" },
  { path: "/api/v1/namespaces", words: "namespaces", rbac: "namespaces" },
  { path: "/api/v1/namespaces/shop", words: 'namespace "shop"', rbac: "namespaces" },
  { path: "/api/v1/namespaces/shop/pods?limit=1", words: 'pods in namespace "shop"', rbac: "pods" },
  { path: "/api/v1/namespaces/shop/pods/a%3Ab", words: 'pod "a:b" in namespace "shop"', rbac: "pods" },
  { path: "/api/v1/namespaces/shop/pods/web/log", words: 'log of pod "web" in namespace "shop"', rbac: "pods/log" },
  {
    path: "/apis/apps/v1/namespaces/a/replicasets/b",
    words: 'replicaset "b" in namespace "a"',
    rbac: "replicasets.apps",
  },
  { path: "/apis/x.io/v1/policies/b", words: 'policy "b"', rbac: "policies.x.io" },
  { path: "/apis/networking.k8s.io/v1/ingresses/b", words: 'ingress "b"', rbac: "ingresses.networking.k8s.io" },
  { path: "/api/v1/nodes/n1/proxy/logs/", words: 'proxy of node "n1"', rbac: "nodes/proxy" },
  { path: "/version", words: "/version", rbac: "" },
];

for (const { path, words, rbac } of rows) {
  test(`L31 API paths: ${path} is ${words}`, () => {
    const parsed = parseApiPath(path);
    assert.equal(describeObject(parsed, path), words);
    assert.equal(rbacResource(parsed), rbac);
  });
}
