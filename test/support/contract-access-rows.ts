import { type ContractRow, statusBody } from "./contract-row.ts";

const pods = "/api/v1/namespaces/{ns}/pods";

/** Requests by people of few rights. */
export const accessRows: readonly ContractRow[] = [
  { title: "a reader gets a pod", path: `${pods}/two`, as: "reader", status: 200, json: { kind: "Pod" } },
  { title: "a reader lists pods", path: pods, as: "reader", status: 200, json: { kind: "PodList" } },
  {
    title: "a reader gets a log",
    path: `${pods}/numbered/log?tailLines=1`,
    as: "reader",
    status: 200,
    text: "line 20\n",
  },
  {
    title: "one who may only get gets a log",
    path: `${pods}/numbered/log?tailLines=1`,
    as: "getter",
    status: 200,
    text: "line 20\n",
  },
  forbidden(
    "getter",
    pods,
    'pods is forbidden: User "getter" cannot list resource "pods" in API group "" in the namespace "{ns}"',
    { kind: "pods" },
  ),
  forbidden(
    "getter",
    `${pods}?watch=true`,
    'pods is forbidden: User "getter" cannot watch resource "pods" in API group "" in the namespace "{ns}"',
    {
      kind: "pods",
    },
  ),
  forbidden(
    "reader",
    "/api/v1/pods",
    'pods is forbidden: User "reader" cannot list resource "pods" in API group "" at the cluster scope',
    {
      kind: "pods",
    },
  ),
  forbidden(
    "reader",
    "/apis/apps/v1/namespaces/{ns}/deployments/web",
    'deployments.apps "web" is forbidden: User "reader" cannot get resource "deployments" in API group "apps" in the namespace "{ns}"',
    { name: "web", group: "apps", kind: "deployments" },
  ),
  forbidden(
    "reader",
    "/api/v1/nodes/node-1/proxy/logs/",
    'nodes "node-1" is forbidden: User "reader" cannot get resource "nodes/proxy" in API group "" at the cluster scope',
    { name: "node-1", kind: "nodes" },
  ),
  forbidden(
    "nobody",
    `${pods}/two/log`,
    'pods "two" is forbidden: User "nobody" cannot get resource "pods/log" in API group "" in the namespace "{ns}"',
    { name: "two", kind: "pods" },
  ),
  forbidden(
    "nobody",
    "/api/v1/namespaces/{ns}",
    'namespaces "{ns}" is forbidden: User "nobody" cannot get resource "namespaces" in API group "" in the namespace "{ns}"',
    { name: "{ns}", kind: "namespaces" },
  ),
  forbidden(
    "nobody",
    "/apis/nosuch.io/v1/things",
    'things.nosuch.io is forbidden: User "nobody" cannot list resource "things" in API group "nosuch.io" at the cluster scope',
    { group: "nosuch.io", kind: "things" },
  ),
  forbidden("nobody", "/foo", 'forbidden: User "nobody" cannot get path "/foo"', {}),
  {
    title: "who brings no credentials is anonymous",
    path: pods,
    isAnonymous: true,
    status: 403,
    json: statusBody(
      403,
      "Forbidden",
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "{ns}"',
      { kind: "pods" },
    ),
  },
  { title: "the version is for everyone", path: "/version", isAnonymous: true, status: 200, json: { major: "1" } },
  { title: "everyone may ask for the version", path: "/version", as: "nobody", status: 200, json: { major: "1" } },
  {
    title: "a group cannot be impersonated without a user",
    path: pods,
    headers: { "impersonate-group": "g" },
    status: 400,
    json: {
      reason: "BadRequest",
      message:
        'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g"}, Extra:map[string][]string(nil)} without impersonating a user name',
    },
  },
  {
    title: "a token that does not count is 401",
    isAnonymous: true,
    path: "/version",
    headers: { authorization: "Bearer nosuch" },
    status: 401,
    json: statusBody(401, "Unauthorized", "Unauthorized"),
  },
];

function forbidden(as: string, path: string, message: string, details: object): ContractRow {
  const title = `forbidden to ${as}: ${path}`;
  return { title, path, as, status: 403, json: statusBody(403, "Forbidden", message, details) };
}
