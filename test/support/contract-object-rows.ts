import { type ContractRow, statusBody } from "./contract-row.ts";

const pods = "/api/v1/namespaces/{ns}/pods";
/** Name, readiness, status and restarts. */
const podRows: Readonly<Record<string, readonly string[]>> = {
  two: ["two", "2/2", "Running", "0"],
  finished: ["finished", "0/1", "Completed", "0"],
  noimage: ["noimage", "0/1", "ErrImageNeverPull", "0"],
  pending: ["pending", "0/1", "Pending", "0"],
};
const all = ["crashing", "finished", "long", "mixed", "noimage", "numbered", "pending", "silent", "two"];

/** Requests for objects and discovery. */
export const objectRows: readonly ContractRow[] = [
  {
    title: "a pod",
    path: `${pods}/two`,
    status: 200,
    json: { kind: "Pod", apiVersion: "v1", metadata: { name: "two", namespace: "{ns}" } },
  },
  {
    title: "a list of pods, by name",
    path: pods,
    status: 200,
    json: { kind: "PodList", apiVersion: "v1" },
    names: all,
  },
  ...["two", "finished", "noimage", "pending"].map((name) => ({
    title: `a table of a pod: ${name}`,
    path: `${pods}?fieldSelector=metadata.name%3D${name}`,
    headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" },
    status: 200,
    json: {
      kind: "Table",
      columnDefinitions: ["Name", "Ready", "Status", "Restarts", "Age", "Node"].map((column) => ({ name: column })),
      rows: [{ cells: podRows[name], object: { kind: "PartialObjectMetadata", metadata: { name } } }],
    },
  })),
  { title: "an empty list", path: "/api/v1/namespaces/nosuch/pods", status: 200, json: { kind: "PodList", items: [] } },
  list("a page", "limit=3", ["crashing", "finished", "long"]),
  list("limit=0 is all", "limit=0", all),
  list("a negative limit is all", "limit=-1", all),
  list("a label", "labelSelector=name%3Dtwo", ["two"]),
  list("two labels", "labelSelector=app%3D%3Dcontract,name%3Dtwo", ["two"]),
  list(
    "a label that is not",
    "labelSelector=name!%3Dtwo,name!%3Dlong,app",
    all.filter((name) => name !== "two" && name !== "long"),
  ),
  list("one of labels", "labelSelector=name%20in%20(two,%20long)", ["long", "two"]),
  list("none of labels", `labelSelector=name%20notin%20(${all.slice(2).join(",")})`, ["crashing", "finished"]),
  list("a label that is there", "labelSelector=name,!nosuch", all),
  list("a label that is not there", "labelSelector=nosuch", []),
  list("a label with an empty value", "labelSelector=name%3D", []),
  list("a name", "fieldSelector=metadata.name%3Dtwo", ["two"]),
  list("not a phase", "fieldSelector=status.phase!%3DRunning,status.phase!%3DPending", ["finished"]),
  list("a phase and a label", "fieldSelector=status.phase%3DPending&labelSelector=name%3Dpending", ["pending"]),
  list("no node", "fieldSelector=spec.nodeName%3D", ["pending"]),
  badList("a field that pods do not have", "fieldSelector=spec.foo%3Dx", "field label not supported: spec.foo"),
  badList("no field selector at all", "fieldSelector=foo", "invalid selector: 'foo'; can't understand 'foo'"),
  badList("three sides", "labelSelector=a%3D%3Db%3D%3Dc", "found '==', expected: ',' or 'end of string'"),
  badList(
    "two words",
    "labelSelector=a%20b",
    "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
  ),
  badList("no brackets", "labelSelector=a%20in%20b", "unable to parse requirement: found 'b' expected: '('"),
  badList("no key", "labelSelector=%3D", "found '=', expected: !, identifier, or 'end of string'"),
  badList("an empty requirement", "labelSelector=a,,b", "found ',', expected: identifier after ','"),
  badList("a limit that is none", "limit=x", 'strconv.ParseInt: parsing "x": invalid syntax'),
  badList("a timeout that is none", "watch=1&timeoutSeconds=x", 'strconv.ParseInt: parsing "x": invalid syntax'),
  badList(
    "a version that is none",
    "resourceVersion=abc",
    'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
  ),
  notFound("no such pod", `${pods}/nosuch`, 'pods "nosuch" not found', { name: "nosuch", kind: "pods" }),
  notFound("no such deployment", "/apis/apps/v1/namespaces/{ns}/deployments/x", 'deployments.apps "x" not found', {
    name: "x",
    group: "apps",
    kind: "deployments",
  }),
  notFound("no such namespace", "/api/v1/namespaces/nosuch", 'namespaces "nosuch" not found', {
    name: "nosuch",
    kind: "namespaces",
  }),
  ...[
    "/api/v1/namespaces/{ns}/nosuch",
    `${pods}/two/nosuch`,
    `${pods}/two/scale`,
    "/api/v1/pods/two",
    "/api/v1/namespaces/{ns}/nodes",
    "/apis/apps/v9",
    "/apis/apps/v1/nosuch",
    "/api/v2/pods",
  ].map((path) => notFound(`nothing is at ${path}`, path, "the server could not find the requested resource", {})),
  ...["/apis/nosuch.io", "/apis/nosuch.io/v1", "/foo"].map((path) => {
    return { title: `nothing is at ${path}`, path, status: 404, text: "404 page not found\n" };
  }),
  { title: "the version", path: "/version", status: 200, json: { major: "1", minor: "36", gitVersion: "v1.36.3" } },
  { title: "the core group", path: "/api", status: 200, json: { kind: "APIVersions", versions: ["v1"] } },
  {
    title: "the core resources",
    path: "/api/v1",
    status: 200,
    json: { kind: "APIResourceList", groupVersion: "v1" },
    text: /"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod",.*"shortNames":\["po"\],"categories":\["all"\]/,
  },
  {
    title: "the resources of a group",
    path: "/apis/apps/v1",
    status: 200,
    json: { kind: "APIResourceList", apiVersion: "v1", groupVersion: "apps/v1" },
    text: /"name":"deployments\/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v1","kind":"Scale"/,
  },
  {
    title: "the groups",
    path: "/apis",
    status: 200,
    json: { kind: "APIGroupList", apiVersion: "v1" },
    text: /"name":"apps","versions":\[\{"groupVersion":"apps\/v1","version":"v1"\}\]/,
  },
  { title: "a group", path: "/apis/batch", status: 200, json: { kind: "APIGroup", apiVersion: "v1", name: "batch" } },
];

function list(title: string, query: string, names: readonly string[]): ContractRow {
  return { title: `a list by selector or page: ${title}`, path: `${pods}?${query}`, status: 200, names };
}

function badList(title: string, query: string, message: string): ContractRow {
  return {
    title: `a list is refused: ${title}`,
    path: `${pods}?${query}`,
    status: 400,
    json: statusBody(400, "BadRequest", message),
  };
}

function notFound(title: string, path: string, message: string, details: object): ContractRow {
  return { title, path, status: 404, json: statusBody(404, "NotFound", message, details) };
}
