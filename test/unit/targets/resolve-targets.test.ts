import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryClient } from "../../support/memory-client.ts";
import { controller, ownerObject, podObject } from "../../support/pod-objects.ts";
import { errorOf, namesOf, resolveText } from "../../support/target-resolving.ts";

test("L1 a bare word is the pod of that exact name, and only when there is none a pattern over names", async () => {
  const client = shop();
  assert.deepEqual(await namesOf(client, "web"), ["shop/web-0/app", "shop/web-1/app"]);
  client.put("pods", podObject("web", { containers: ["app"] }));
  assert.deepEqual(await namesOf(client, "web"), ["shop/web/app"]);
  assert.deepEqual(await namesOf(client, "re:web"), ["shop/web/app", "shop/web-0/app", "shop/web-1/app"]);
  assert.deepEqual(await namesOf(client, "w*-?"), ["shop/web-0/app", "shop/web-1/app"]);
});

test("L1 POD/CONTAINER of a pod that is there asks for nothing else", async () => {
  const client = shop();
  assert.deepEqual(await namesOf(client, "mixed/side*"), ["shop/mixed/sidecar"]);
  assert.deepEqual(client.requests, ["get pods shop mixed"]);
});

test("L1 a word that is a built-in type is a type, also when a pod has that name", async () => {
  const client = shop();
  client.put("pods", podObject("deploy"));
  assert.deepEqual(await namesOf(client, "deploy/web"), ["shop/web-0/app", "shop/web-1/app"]);
  assert.deepEqual(await namesOf(client, "pod/deploy"), ["shop/deploy/deploy"]);
});

test("L1 several sources come sorted, each container once, with the first reason", async () => {
  const { set } = await resolveText(shop(), "web-1 deploy/web mixed/main db:*");
  assert.deepEqual(
    set.initial.map(({ pod, container, why }) => `${pod.namespace}/${pod.name}/${container}: ${why}`),
    [
      "db/db-0/db: its name matches *",
      "shop/mixed/main: named outright",
      "shop/web-0/app: deployment/web selects app=web",
      "shop/web-1/app: named outright",
    ],
  );
});

test("L1 the containers of a pod come in the order of its spec, with their kinds", async () => {
  const { set } = await resolveText(shop(), "mixed/main mixed");
  assert.deepEqual(
    set.initial.map(({ container, kind }) => `${container} ${kind}`),
    ["setup init", "sidecar sidecar", "main regular", "debugger ephemeral"],
  );
});

test("L2 a pod that has a Deployment's labels but another owner is not its own", async () => {
  const client = shop();
  client.put("pods", podObject("stranger", { labels: { app: "web" } }));
  client.put(
    "pods",
    podObject("other", { labels: { app: "web" }, owner: controller("apps/v1", "ReplicaSet", "other-1") }),
  );
  assert.deepEqual(await namesOf(client, "deploy/web"), ["shop/web-0/app", "shop/web-1/app"]);
  assert.ok((await namesOf(client, "svc/web")).includes("shop/stranger/stranger"));
});

test("L2 a Deployment needs three requests: itself, its ReplicaSets and pods", async () => {
  const client = shop();
  await namesOf(client, "deploy/web");
  assert.deepEqual(client.requests, [
    "get deployments.apps shop web",
    "list replicasets.apps shop app=web",
    "list pods shop app=web",
  ]);
});

test("L2 a Service without a selector says so", async () => {
  const error = await errorOf(shop(), "svc/external");
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /service\/external has no selector/);
  assert.match(error.hint ?? "", /endpointslices/);
});

test("L2 a node means its pods in all namespaces, or in those that are asked for", async () => {
  const client = shop();
  assert.deepEqual(await namesOf(client, "node/node-2"), ["db/db-0/db"]);
  assert.deepEqual(client.requests, ["list pods spec.nodeName=node-2"]);
  assert.equal((await errorOf(client, { sources: ["node/node-2"], namespaces: ["shop"] })).code, "KT_NO_MATCH");
});

test("L2 a namespace means all its pods", async () => {
  assert.deepEqual(await namesOf(shop(), "ns/db"), ["db/db-0/db"]);
  assert.deepEqual(await namesOf(shop(), "ns/d*"), ["db/db-0/db"]);
});

test("L2 a custom kind owns pods by its chain, or selects them by its scale, without those of another of its kind", async () => {
  const client = shop();
  addRollouts(client);
  const chained = controller("argoproj.io/v1", "Rollout", "web");
  client.put("pods", podObject("r-1", { labels: { app: "r" }, owner: chained }));
  client.put(
    "pods",
    podObject("r-2", { labels: { app: "r" }, owner: controller("argoproj.io/v1", "Rollout", "other") }),
  );
  client.put("pods", podObject("r-3", { labels: { app: "r" } }));
  client.put("rollouts.argoproj.io", ownerObject("Rollout", "web"));
  assert.deepEqual(await namesOf(client, "rollout/web"), ["shop/r-1/r-1"]);
  client.putDocument("/apis/argoproj.io/v1/namespaces/shop/rollouts/web/scale", { status: { selector: "app=r" } });
  assert.deepEqual(await namesOf(client, "ro/web"), ["shop/r-1/r-1", "shop/r-3/r-3"]);
  assert.deepEqual(await namesOf(client, "rollouts/*"), ["shop/r-1/r-1", "shop/r-2/r-2"]);
});

test("L3 -A with a name looks in every namespace with one list", async () => {
  const client = shop();
  assert.deepEqual(await namesOf(client, { sources: ["db-0"], allNamespaces: true }), ["db/db-0/db"]);
  assert.deepEqual(await namesOf(client, "*:db-0"), ["db/db-0/db"]);
  client.requests.length = 0;
  assert.equal((await namesOf(client, { allNamespaces: true, excludeNamespaces: ["shop"] })).length, 1);
  assert.deepEqual(client.requests, ["list pods"]);
});

test("L3 several namespaces: what is in one of them is enough, and in each it is judged by itself", async () => {
  const client = shop();
  const selection = { sources: ["deploy/web"], namespaces: ["db", "shop"] };
  assert.deepEqual(await namesOf(client, selection), ["shop/web-0/app", "shop/web-1/app"]);
  assert.equal((await errorOf(client, { ...selection, namespaces: ["db"] })).code, "KT_NOT_FOUND");
  assert.deepEqual(await namesOf(client, { sources: ["db:db-0"], namespaces: ["shop"] }), ["db/db-0/db"]);
});

test("L3 a glob of namespaces: those that match, as far as they can be listed", async () => {
  const client = shop();
  assert.deepEqual(await namesOf(client, "d?:*"), ["db/db-0/db"]);
  client.refuses = (right) => right === "list pods" || right === "list namespaces";
  assert.equal((await errorOf(client, "d?:*")).code, "KT_FORBIDDEN");
  client.refuses = (right) => right === "list pods";
  assert.deepEqual(await namesOf(client, "d?:*"), ["db/db-0/db"]);
  assert.deepEqual(await namesOf(client, "*:db-0"), ["db/db-0/db"]);
});

test("L3 facts of nodes are asked for only when a flag or a column needs them", async () => {
  const client = shop();
  client.refuses = (right) => right.includes("nodes");
  assert.equal((await namesOf(client, "web-0")).length, 1);
  assert.equal(
    client.requests.some((request) => request.includes("nodes")),
    false,
  );
  const { set, notices } = await resolveText(client, { sources: ["web-0"], wantNodeFacts: true });
  assert.equal(set.initial[0]?.node, undefined);
  assert.equal(notices[0]?.level, "info");
  assert.equal((await errorOf(client, { sources: ["web-0"], zones: ["a"] })).code, "KT_FORBIDDEN");
  client.refuses = () => false;
  const facts = await resolveText(client, { sources: ["web-0"], zones: ["a"] });
  assert.deepEqual(facts.set.initial[0]?.node, { zone: "a", os: "linux" });
});

test("L3 -l and --field-selector are left to the API server, with a name as well", async () => {
  const client = shop();
  assert.deepEqual(await namesOf(client, { labelSelector: "app=web" }), ["shop/web-0/app", "shop/web-1/app"]);
  assert.deepEqual(await namesOf(client, { sources: ["web-0"], labelSelector: "app=web" }), ["shop/web-0/app"]);
  const error = await errorOf(client, { sources: ["web-0"], labelSelector: "app=api" });
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /-l app=api/);
  assert.match(error.hint ?? "", /selectors leave it out/);
});

test("L4 a container that no pod has is an error with the names there are; beside another one it is a warning", async () => {
  const client = shop();
  for (const selection of ["mixed/nope", { sources: ["mixed"], containers: ["nope"] }] as const) {
    const error = await errorOf(client, selection);
    assert.equal(error.code, "KT_NO_SUCH_CONTAINER");
    assert.match(error.message, /mixed.* has no container nope/);
    assert.match(error.hint ?? "", /setup, sidecar, main, debugger/);
  }
  const { set, notices } = await resolveText(client, { sources: ["mixed"], containers: ["main", "nope"] });
  assert.equal(set.initial.length, 1);
  assert.match(notices[0]?.message ?? "", /no pod has a container nope/);
});

test("L4 what flags leave out again is told apart from what is not there", async () => {
  const error = await errorOf(shop(), { sources: ["mixed/setup"], initContainers: false });
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /left out/);
  const pods = await errorOf(shop(), { sources: ["deploy/web"], nodes: ["node-2"], excludePods: ["x"] });
  assert.match(pods.message, /all 2 pods of deploy\/web left out by --node node-2 --exclude-pod x/);
});

test("L1 kubectl's POD CONTAINER is refused with the form that means it", async () => {
  for (const [text, meant] of [
    ["mixed main", "mixed/main"],
    ["deploy/web app", "deploy/web/app"],
  ] as const) {
    for (const follow of [false, true]) {
      const error = await errorOf(shop(), text, { follow });
      assert.equal(error.code, "KT_USAGE");
      assert.equal(error.hint?.split(";")[0], `kubectl kt logs ${meant}`);
    }
  }
  const client = shop();
  client.put("pods", podObject("main"));
  assert.equal((await namesOf(client, "mixed main")).length, 5);
});

test("L1 one of several sources that comes to nothing is an error notice, and the others are read", async () => {
  const { set, notices } = await resolveText(shop(), "web-0 deploy/wbe");
  assert.equal(set.initial.length, 1);
  assert.deepEqual(
    notices.map(({ level, about }) => [level, about]),
    [["error", "deploy/wbe"]],
  );
});

test("L1 no source and no selecting flag is a usage error; a namespace alone selects nothing", async () => {
  for (const selection of [{}, { namespaces: ["shop"] }, { sources: [] }, { excludePods: ["x"] }]) {
    const error = await errorOf(shop(), selection);
    assert.equal(error.code, "KT_USAGE");
    assert.match(error.hint ?? "", /deploy\/web/);
  }
});

const missing: readonly (readonly [string, string, RegExp, RegExp])[] = [
  [
    "deploy/wbe",
    "KT_NOT_FOUND",
    /deployment "wbe" does not exist in namespace "shop"/,
    /^Did you mean web\? kubectl kt logs deploy\/web$/,
  ],
  ["db:deploy/web", "KT_NOT_FOUND", /in namespace "db"/, /another namespace: kubectl kt logs shop:deployment\/web/],
  ["deploy/empty", "KT_NO_MATCH", /deployment\/empty has no pods/, /kubectl describe deployments.apps empty -n shop/],
  ["deploy/x*", "KT_NO_MATCH", /"deploy\/x\*" matches no pods/, /There are: empty, web/],
  ["pod/web-7", "KT_NOT_FOUND", /pod "web-7" does not exist/, /Did you mean web-0 or web-1/],
  ["nosuch", "KT_NO_MATCH", /no pod in namespace "shop" matches "nosuch"/, /There are: mixed, web-0, web-1/],
  ["db-0", "KT_NO_MATCH", /no pod in namespace "shop"/, /kubectl kt logs db:db-0/],
  ["shpo:web", "KT_NOT_FOUND", /namespace "shpo" does not exist/, /Did you mean shop/],
  ["shpo:deploy/web", "KT_NOT_FOUND", /namespace "shpo" does not exist/, /Did you mean shop/],
  ["deplo/web", "KT_NOT_FOUND", /"deplo" is no type/, /kubectl kt logs deploy\/web/],
  ["dply/web/app", "KT_NOT_FOUND", /"dply" in "dply\/web\/app" is no type/, /kubectl api-resources/],
  ["node/node-9", "KT_NOT_FOUND", /node "node-9" does not exist/, /node-1 or node-2/],
  ["deploy", "KT_NO_MATCH", /no pod/, /kubectl kt logs deploy\/'\*'/],
];

for (const [text, code, message, hint] of missing) {
  test(`L31 ${text}: what is missing is named, with what there is`, async () => {
    const error = await errorOf(shop(), text);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
  });
}

test("L2 without the right to read owners they are told from the pods, and said as a debug notice", async () => {
  const client = shop();
  client.refuses = (right) => !right.includes("pods");
  for (const text of ["deploy/web", "deploy/*", "deploy/w?b", "rs/web-6f48"]) {
    assert.deepEqual(await namesOf(client, text), ["shop/web-0/app", "shop/web-1/app"], text);
  }
  const { set, notices } = await resolveText(client, "deploy/web");
  assert.match(set.initial[0]?.why ?? "", /replicaset\/web-6f48, by its name one of deployment\/web/);
  assert.ok(notices.length > 0 && notices.every(({ level }) => level === "debug"));
  const error = await errorOf(client, "deploy/wbe");
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /not known without the right to get deployments.apps/);
  assert.match(error.hint ?? "", /Did you mean web\?/);
});

test("L2 a Service or a custom kind that may not be read fails with the missing right", async () => {
  const client = shop();
  addRollouts(client);
  client.refuses = (right) => !right.includes("pods") && right.includes("shop");
  assert.match((await errorOf(client, "svc/web")).message, /no right to get services shop/);
  assert.match((await errorOf(client, "rollout/web")).message, /no right to get rollouts.argoproj.io shop/);
});

test("L6 without the right to list a pod named outright is read by get, and everything else says what is missing", async () => {
  const client = shop();
  client.refuses = (right) => !right.startsWith("get pods shop");
  for (const text of ["web-0", "pod/web-0", "web-0/app"]) {
    assert.deepEqual(await namesOf(client, text), ["shop/web-0/app"], text);
  }
  for (const text of ["web-*", "deploy/web", "ns/shop"]) {
    const error = await errorOf(client, text);
    assert.equal(error.code, "KT_FORBIDDEN", text);
    assert.match(error.message, /list pods shop/);
  }
  const error = await errorOf(client, "web");
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /without the right to list pods only its exact name/);
});

test("L6 who may list pods but not get one finds a pod by name all the same", async () => {
  const client = shop();
  client.refuses = (right) => right.startsWith("get");
  assert.deepEqual(await namesOf(client, "web-0"), ["shop/web-0/app"]);
  assert.deepEqual(await namesOf(client, "pod/web-0"), ["shop/web-0/app"]);
});

test("L1 many names are found with one list, or without the right to with one get each", async () => {
  const client = shop();
  const names = Array.from({ length: 20 }, (_, index) => `many-${index}`);
  for (const name of names) client.put("pods", podObject(name));
  assert.equal((await namesOf(client, { sources: names })).length, 20);
  assert.deepEqual(client.requests, ["list pods shop"]);
  client.refuses = (right) => right.startsWith("list");
  assert.equal((await namesOf(client, { sources: names })).length, 20);
});

test("L31 a server that is away is its own error, not one of nothing found", async () => {
  const client = shop();
  client.isAway = true;
  for (const text of ["web", "deploy/web", "svc/web", "*:web"]) {
    assert.equal((await errorOf(client, text)).code, "KT_UNREACHABLE", text);
  }
});

function shop(): MemoryClient {
  const client = new MemoryClient();
  for (const name of ["shop", "db"]) client.put("namespaces", { metadata: { name } });
  const labels = { "topology.kubernetes.io/zone": "a", "kubernetes.io/os": "linux" };
  for (const name of ["node-1", "node-2"]) client.put("nodes", { metadata: { name, labels } });
  const selector = { selector: { matchLabels: { app: "web" } } };
  client.put("deployments.apps", ownerObject("Deployment", "web", { spec: selector }));
  client.put(
    "deployments.apps",
    ownerObject("Deployment", "empty", { spec: { selector: { matchLabels: { app: "none" } } } }),
  );
  client.put("replicasets.apps", {
    ...ownerObject("ReplicaSet", "web-6f48", { spec: selector }),
    metadata: {
      ...{ name: "web-6f48", namespace: "shop", uid: "ReplicaSet-web-6f48", labels: { app: "web" } },
      ownerReferences: [controller("apps/v1", "Deployment", "web")],
    },
  });
  for (const name of ["web-1", "web-0"]) {
    const owner = controller("apps/v1", "ReplicaSet", "web-6f48");
    client.put(
      "pods",
      podObject(name, { labels: { app: "web", "pod-template-hash": "6f48" }, owner, containers: ["app"] }),
    );
  }
  const parts = { init: ["setup"], sidecars: ["sidecar"], containers: ["main"], ephemeral: ["debugger"] };
  client.put("pods", podObject("mixed", parts));
  client.put("pods", podObject("db-0", { namespace: "db", node: "node-2", containers: ["db"] }));
  client.put("services", { metadata: { name: "web", namespace: "shop" }, spec: { selector: { app: "web" } } });
  client.put("services", { metadata: { name: "external", namespace: "shop" }, spec: {} });
  client.putDocument("/api", { versions: [] });
  client.putDocument("/apis", { groups: [] });
  return client;
}

function addRollouts(client: MemoryClient): void {
  const resource = { resource: "rollouts", responseKind: { kind: "Rollout" }, scope: "Namespaced", verbs: ["get"] };
  const more = { singularResource: "rollout", shortNames: ["ro"], subresources: [{ subresource: "scale" }] };
  const versions = [{ version: "v1", resources: [{ ...resource, ...more }] }];
  client.putDocument("/apis", { items: [{ metadata: { name: "argoproj.io" }, versions }] });
}
