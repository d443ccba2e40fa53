import assert from "node:assert/strict";
import { test } from "node:test";
import { timeoutError } from "../../../../src/kube/failures/timeout-error.ts";

const to = { server: new URL("https://k.example:6443"), context: "dev", contextFlag: "" };

const rows: readonly { path: string; code: string; message: RegExp }[] = [
  {
    path: "/api/v1/pods",
    code: "KT_UNREACHABLE",
    message: /^cannot get pods: no answer within 5 s from the API server https:\/\/k.example:6443 of context "dev"$/,
  },
  {
    path: "/api/v1/namespaces/a/pods/b/log",
    code: "KT_KUBELET_UNREACHABLE",
    message: /^cannot get log of pod "b" in namespace "a": no answer within 5 s; .* kubelet of the pod's node$/,
  },
  { path: "/api/v1/nodes/n1/proxy/logs/", code: "KT_KUBELET_UNREACHABLE", message: /kubelet of node "n1"$/ },
];

for (const { path, code, message } of rows) {
  test(`L31 timeouts: no answer to ${path} names who is silent`, () => {
    const error = timeoutError({ verb: "get", path, timeoutMs: 5000 }, to, new Error("late"));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.hint ?? "", /--request-timeout/);
  });
}
