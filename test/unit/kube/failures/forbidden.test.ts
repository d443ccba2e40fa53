import assert from "node:assert/strict";
import { test } from "node:test";
import { parseApiPath } from "../../../../src/kube/api-path.ts";
import type { Verb } from "../../../../src/kube/failures/explanation.ts";
import { explainForbidden, type Impersonated } from "../../../../src/kube/failures/forbidden.ts";

/** What servers really said to those who act as another. */
const rows: readonly {
  readonly title: string;
  readonly answer: {
    readonly verb?: Verb;
    readonly path?: string;
    readonly message: string;
    readonly actsAs: Impersonated;
  };
  readonly message: RegExp;
  readonly hint: RegExp;
}[] = [
  {
    title: "one who may act as nobody else, as Kubernetes 1.36 says it",
    answer: {
      verb: "list",
      path: "/api/v1/namespaces/shop/pods",
      message:
        'pods is forbidden: User "amy" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "shop"',
      actsAs: { user: "jane", groups: ["devs"] },
    },
    message: /^cannot list pods in namespace "shop": user "amy" has no right to act as "jane" \(403\)$/,
    hint: /^someone with more rights can run: kubectl create clusterrole kubectl-kt-act-as-jane-amy --verb=impersonate --resource=users,groups --resource-name=jane --resource-name=devs && kubectl create clusterrolebinding kubectl-kt-act-as-jane-amy --clusterrole=kubectl-kt-act-as-jane-amy --user=amy$/,
  },
  {
    title: "one who may not act as a service account",
    answer: {
      verb: "list",
      path: "/api/v1/namespaces/shop/pods",
      message:
        'pods is forbidden: User "amy" cannot impersonate-on:serviceaccount:list resource "pods" in API group "" in the namespace "shop"',
      actsAs: { user: "system:serviceaccount:ci:bot", groups: [] },
    },
    message: /user "amy" has no right to act as "system:serviceaccount:ci:bot" \(403\)$/,
    hint: /create role kubectl-kt-act-as-bot-amy --verb=impersonate --resource=serviceaccounts --resource-name=bot -n ci && kubectl create rolebinding \S+ --role=\S+ --user=amy -n ci$/,
  },
  {
    title: "one who may act as the user, and not as one of the group",
    answer: {
      message:
        'groups "devs" is forbidden: User "amy" cannot impersonate resource "groups" in API group "" at the cluster scope',
      actsAs: { user: "jane", groups: ["devs"] },
    },
    message: /user "amy" has no right to act as "jane" \(groups "devs"\) \(403\)$/,
    hint: /--verb=impersonate --resource=groups --resource-name=devs && /,
  },
  {
    title: "one who may act as the user, and not with that UID",
    answer: {
      message:
        'uids.authentication.k8s.io "7" is forbidden: User "amy" cannot impersonate resource "uids" in API group "authentication.k8s.io" at the cluster scope',
      actsAs: { user: "jane", groups: [] },
    },
    message: /has no right to act as "jane" \(uids\.authentication\.k8s\.io "7"\) \(403\)$/,
    hint: /^leave --as-uid and --as-user-extra out, or have a ClusterRole with the verb impersonate on uids\.auth/,
  },
];

for (const { title, answer, message, hint } of rows) {
  test(`L31 403: ${title}`, () => {
    const { verb = "get", path = "/api/v1/namespaces/shop/pods/web-1/log", actsAs } = answer;
    const what = `cannot ${verb} pods in namespace "shop"`;
    const told = explainForbidden(verb, parseApiPath(path), { what, message: answer.message, contextFlag: "", actsAs });
    assert.equal(told.code, "KT_FORBIDDEN");
    assert.match(told.message, message);
    assert.match(told.hint ?? "", hint);
  });
}
