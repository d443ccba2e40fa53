import assert from "node:assert/strict";
import { test } from "node:test";
import { statusError, type ErrorAnswer, type StatusError } from "../../../../src/kube/failures/status-error.ts";

const logPath = "/api/v1/namespaces/shop/pods/web-1/log";

function errorOf(answer: Partial<ErrorAnswer> & { message?: string; reason?: string }): StatusError {
  const { message, reason, ...rest } = answer;
  const body = message === undefined ? "" : JSON.stringify({ kind: "Status", reason, message });
  return statusError({ verb: "get", path: logPath, status: 500, body, contextFlag: "", ...rest });
}

interface Row {
  readonly title: string;
  readonly answer: Partial<ErrorAnswer> & { readonly message?: string; readonly reason?: string };
  readonly code: string;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const rows: readonly Row[] = [
  {
    title: "422 of a cluster that knows no streams",
    answer: {
      status: 422,
      message: 'PodLogOptions "" is invalid: stream: Forbidden: may not be specified',
      reason: "Invalid",
    },
    code: "KT_UNSUPPORTED",
    message: /^this cluster cannot give one stream of a log apart: the feature gate PodLogsQuerySplitStreams is off$/,
    hint: /^leave out --stream, or read .* from files.*: --backend files /,
  },
  {
    title: "400 of a label selector",
    answer: {
      verb: "list",
      path: "/api/v1/namespaces/shop/pods",
      status: 400,
      message: "unable to parse requirement: found 'api', expected: '('",
      reason: "BadRequest",
    },
    code: "KT_USAGE",
    message: /the label selector cannot be read: unable to parse/,
    hint: /-l 'app in \(api,web\)'/,
  },
  {
    title: "400 of a field selector",
    answer: {
      verb: "list",
      path: "/api/v1/namespaces/shop/pods",
      status: 400,
      message: "field label not supported: foo",
      reason: "BadRequest",
    },
    code: "KT_USAGE",
    message: /the field selector cannot be read: field label/,
    hint: /--field-selector status.phase=Running/,
  },
  {
    title: "401",
    answer: { status: 401, message: "Unauthorized", reason: "Unauthorized" },
    code: "KT_UNAUTHORIZED",
    message: /^cannot get log of pod "web-1" in namespace "shop": the API server does not accept the credentials/,
    hint: /^kubectl auth whoami/,
  },
  {
    title: "403 of a service account",
    answer: {
      verb: "list",
      path: "/api/v1/namespaces/shop/pods",
      status: 403,
      message:
        'pods is forbidden: User "system:serviceaccount:ci:bot" cannot list resource "pods" in API group "" in the namespace "shop"',
    },
    code: "KT_FORBIDDEN",
    message: /user "system:serviceaccount:ci:bot" has no right to list pods in namespace "shop"/,
    hint: /kubectl create role kubectl-kt-logs-ci:bot --verb=get,list,watch --resource=pods,pods\/log -n shop && kubectl create rolebinding kubectl-kt-logs-ci:bot --role=kubectl-kt-logs-ci:bot --serviceaccount=ci:bot -n shop$/,
  },
  {
    title: "403 for all pods",
    answer: {
      verb: "list",
      path: "/api/v1/pods",
      status: 403,
      message: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
    },
    code: "KT_FORBIDDEN",
    message: /user "jane" has no right to list pods in the whole cluster/,
    hint: /--user=jane {4}\(or name the namespaces in which you may: -n NAME\)$/,
  },
  {
    title: "400 of a server that is asked without TLS",
    answer: {
      verb: "list",
      path: "/api/v1/pods",
      status: 400,
      body: "Client sent an HTTP request to an HTTPS server.\n",
    },
    code: "KT_API",
    message: /^cannot list pods: Client sent an HTTP request to an HTTPS server\.$/,
    hint: /begins with https:\/\/ there/,
  },
  {
    title: "403 for another group in the whole cluster",
    answer: {
      verb: "list",
      path: "/apis/apps/v1/deployments",
      status: 403,
      message:
        'deployments.apps is forbidden: User "o\'neil x" cannot list resource "deployments" in API group "apps" at the cluster scope',
    },
    code: "KT_FORBIDDEN",
    message: /no right to list deployments.apps in the whole cluster/,
    hint: /create clusterrole kubectl-kt-read-deployments-apps-o-neil-x --verb=get,list,watch --resource=deployments.apps && kubectl create clusterrolebinding \S+ --clusterrole=\S+ --user='o'\\''neil x'$/,
  },
  {
    title: "403 for a subresource of nodes",
    answer: {
      path: "/api/v1/nodes/node-1/proxy/logs/",
      status: 403,
      message:
        'nodes "node-1" is forbidden: User "jane" cannot get resource "nodes/proxy" in API group "" at the cluster scope',
    },
    code: "KT_FORBIDDEN",
    message: /cannot get proxy of node "node-1": user "jane" has no right to get nodes\/proxy in the whole cluster/,
    hint: /create clusterrole kubectl-kt-get-nodes-proxy-jane --verb=get --resource=nodes\/proxy /,
  },
  {
    title: "403 without words",
    answer: { status: 403 },
    code: "KT_FORBIDDEN",
    message: /the user has no right to get pods\/log in namespace "shop"/,
    hint: /--user=USER/,
  },
  {
    title: "403 of a kubelet that refuses the API server",
    answer: {
      status: 403,
      message: "Forbidden (user=kube-apiserver, verb=get, resource=nodes, subresource(s)=[proxy]) ( pods/log web-1)",
    },
    code: "KT_KUBELET_UNREACHABLE",
    message: /the kubelet refuses the API server, which is no matter of your rights \(Forbidden \(user=kube-apiserver/,
    hint: /^kubectl get clusterrolebinding/,
  },
  {
    title: "401 of a kubelet that does not know the API server",
    answer: {
      status: 401,
      message: "the server has asked for the client to provide credentials ( pods/log web-1)",
    },
    code: "KT_KUBELET_UNREACHABLE",
    message: /the kubelet refuses the API server/,
    hint: /^kubectl get clusterrolebinding/,
  },
  {
    title: "404 of a pod",
    answer: {
      path: "/api/v1/namespaces/shop/pods/web-1",
      status: 404,
      message: 'pods "web-1" not found',
      contextFlag: " --context=dev",
    },
    code: "KT_NOT_FOUND",
    message: /^cannot get pod "web-1" in namespace "shop": pods "web-1" not found$/,
    hint: /^kubectl get pods -n shop --context=dev$/,
  },
  {
    title: "404 of a kind",
    answer: { verb: "list", path: "/apis/x.io/v1/widgets", status: 404, body: "404 page not found\n" },
    code: "KT_NOT_FOUND",
    message: /^cannot list widgets: 404 page not found$/,
    hint: /^kubectl api-resources$/,
  },
  {
    title: "429",
    answer: { status: 429, message: "too many requests" },
    code: "KT_BUSY",
    message: /too busy \(429 too many requests\)/,
    hint: /later/,
  },
  {
    title: "503 of a load balancer",
    answer: { status: 503, body: "upstream connect error\n" },
    code: "KT_BUSY",
    message: /upstream connect error \(503\)$/,
    hint: /readyz/,
  },
  {
    title: "502 in HTML",
    answer: { status: 502, body: "<html><body>Bad Gateway</body></html>" },
    code: "KT_API",
    message: /the server answered 502 \(502\)$/,
    hint: /readyz/,
  },
  {
    title: "422",
    answer: {
      status: 422,
      message: 'PodLogOptions "web-1" is invalid: tailLines: Invalid value: -1',
      reason: "Invalid",
    },
    code: "KT_API",
    message: /tailLines: Invalid value: -1 \(422\)$/,
    hint: /^$/,
  },
  {
    title: "a kubelet that is down, for a pod's log",
    answer: {
      status: 500,
      message:
        'Get "https://10.250.0.12:10250/containerLogs/shop/web-1/c": dial tcp 10.250.0.12:10250: connect: connection refused',
    },
    code: "KT_KUBELET_UNREACHABLE",
    message: /cannot reach the kubelet of the pod's node \(dial tcp 10.250.0.12:10250: connect: connection refused\)$/,
    hint: /^kubectl get pod web-1 -n shop -o wide/,
  },
  {
    title: "a kubelet that has not looked at its pods yet",
    answer: { status: 404, message: "the server could not find the requested resource ( pods/log web-1)" },
    code: "KT_KUBELET_UNAWARE",
    message:
      /the kubelet of the pod's node does not know the pod; it was started a moment ago, or the pod was just deleted$/,
    hint: /^kubectl kt diagnose web-1 -n shop$/,
  },
  {
    title: "a kubelet that is down, for node logs",
    answer: {
      path: "/api/v1/nodes/node-2/proxy/logs/",
      status: 503,
      message: "error trying to reach service: dial tcp 10.250.0.12:10250: connect: connection refused",
    },
    code: "KT_KUBELET_UNREACHABLE",
    message: /kubelet of node "node-2"/,
    hint: /^kubectl describe node node-2$/,
  },
  {
    title: "a kubelet whose certificate is not trusted",
    answer: { status: 500, message: 'Get "https://10.0.0.1:10250/containerLogs/a/b/c": x509: certificate has expired' },
    code: "KT_KUBELET_UNREACHABLE",
    message: /x509: certificate has expired/,
    hint: /get pod web-1/,
  },
  {
    title: "a container that has not started",
    answer: {
      status: 400,
      message: 'container "c" in pod "web-1" is waiting to start: ErrImageNeverPull',
      reason: "BadRequest",
    },
    code: "KT_NOT_STARTED",
    message: /^container "c" of pod "web-1" in namespace "shop" has not started: ErrImageNeverPull$/,
    hint: /^kubectl kt diagnose web-1 -n shop$/,
  },
  {
    title: "a container that has not started, in a chosen context,",
    answer: {
      status: 400,
      message: 'container "c" in pod "web-1" is waiting to start: ErrImageNeverPull',
      contextFlag: " --context=dev",
    },
    code: "KT_NOT_STARTED",
    message: /has not started/,
    hint: /^kubectl kt diagnose web-1 -n shop --context=dev$/,
  },
  {
    title: "a container that there is not",
    answer: { status: 400, message: "container nosuch is not valid for pod web-1" },
    code: "KT_NO_SUCH_CONTAINER",
    message: /has no container "nosuch"$/,
    hint: /^kubectl get pod web-1 -n shop -o jsonpath/,
  },
  {
    title: "no previous instance",
    answer: { status: 400, message: 'previous terminated container "c" in pod "web-1" not found' },
    code: "KT_NO_PREVIOUS",
    message: /has no previous instance/,
    hint: /^kubectl get pod web-1/,
  },
  {
    title: "several containers and none chosen",
    answer: { status: 400, message: "a container name must be specified for pod web-1, choose one of: [server proxy]" },
    code: "KT_NO_SUCH_CONTAINER",
    message: /several containers, and none was chosen: server proxy$/,
    hint: /-c/,
  },
];

for (const { title, answer, code, message, hint } of rows) {
  test(`L31 answers: ${title} says what failed, why, and what to do`, () => {
    const error = errorOf(answer);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
  });
}

test("L31 answers: a caller can tell the status and the reason", () => {
  const { status, reason } = errorOf({ status: 410, reason: "Expired", message: "too old" });
  assert.deepEqual([status, reason], [410, "Expired"]);
});
