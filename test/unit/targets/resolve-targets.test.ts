import assert from "node:assert/strict";
import { test } from "node:test";
import { controller, ownerObject, podObject } from "../../support/pod-objects.ts";
import { errorOf, namesOf, resolveText } from "../../support/target-resolving.ts";
import { addRollouts, memoryShop } from "../../support/memory-shop.ts";

test("L1 a bare word is the pod of that exact name, and only when there is none a pattern over names", async () => {
  const client = memoryShop();
  assert.deepEqual(await namesOf(client, "web"), ["shop/web-0/app", "shop/web-1/app"]);
  client.put("pods", podObject("web", { containers: ["app"] }));
  assert.deepEqual(await namesOf(client, "web"), ["shop/web/app"]);
  assert.deepEqual(await namesOf(client, "re:web"), ["shop/web/app", "shop/web-0/app", "shop/web-1/app"]);
  assert.deepEqual(await namesOf(client, "w*-?"), ["shop/web-0/app", "shop/web-1/app"]);
});

test("L1 POD/CONTAINER of a pod that is there asks for nothing else", async () => {
  const client = memoryShop();
  assert.deepEqual(await namesOf(client, "mixed/side*"), ["shop/mixed/sidecar"]);
  assert.deepEqual(client.requests, ["get pods shop mixed"]);
});

test("L1 a word that is a built-in type is a type, also when a pod has that name", async () => {
  const client = memoryShop();
  client.put("pods", podObject("deploy"));
  assert.deepEqual(await namesOf(client, "deploy/web"), ["shop/web-0/app", "shop/web-1/app"]);
  assert.deepEqual(await namesOf(client, "pod/deploy"), ["shop/deploy/deploy"]);
});

test("L1 several sources come sorted, each container once, with the first reason", async () => {
  const { set } = await resolveText(memoryShop(), "web-1 deploy/web mixed/main db:*");
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
  const { set } = await resolveText(memoryShop(), "mixed/main mixed");
  assert.deepEqual(
    set.initial.map(({ container, kind }) => `${container} ${kind}`),
    ["setup init", "sidecar sidecar", "main regular", "debugger ephemeral"],
  );
});

test("L2 a pod that has a Deployment's labels but another owner is not its own", async () => {
  const client = memoryShop();
  client.put("pods", podObject("stranger", { labels: { app: "web" } }));
  client.put(
    "pods",
    podObject("other", { labels: { app: "web" }, owner: controller("apps/v1", "ReplicaSet", "other-1") }),
  );
  assert.deepEqual(await namesOf(client, "deploy/web"), ["shop/web-0/app", "shop/web-1/app"]);
  assert.ok((await namesOf(client, "svc/web")).includes("shop/stranger/stranger"));
});

test("L2 a Deployment needs three requests: itself, its ReplicaSets and pods", async () => {
  const client = memoryShop();
  await namesOf(client, "deploy/web");
  assert.deepEqual(client.requests, [
    "get deployments.apps shop web",
    "list replicasets.apps shop app=web",
    "list pods shop app=web",
  ]);
});

test("L2 a Service without a selector says so", async () => {
  const error = await errorOf(memoryShop(), "svc/external");
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /service\/external has no selector/);
  assert.match(error.hint ?? "", /endpointslices/);
});

test("L2 a node means its pods in all namespaces, or in those that are asked for", async () => {
  const client = memoryShop();
  assert.deepEqual(await namesOf(client, "node/node-2"), ["db/db-0/db"]);
  assert.deepEqual(client.requests, ["list pods spec.nodeName=node-2"]);
  assert.equal((await errorOf(client, { sources: ["node/node-2"], namespaces: ["shop"] })).code, "KT_NO_MATCH");
});

test("L2 a namespace means all its pods", async () => {
  assert.deepEqual(await namesOf(memoryShop(), "ns/db"), ["db/db-0/db"]);
  assert.deepEqual(await namesOf(memoryShop(), "ns/d*"), ["db/db-0/db"]);
});

test("L2 a custom kind owns pods by its chain, or selects them by its scale, without those of another of its kind", async () => {
  const client = memoryShop();
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
  const client = memoryShop();
  assert.deepEqual(await namesOf(client, { sources: ["db-0"], allNamespaces: true }), ["db/db-0/db"]);
  assert.deepEqual(await namesOf(client, "*:db-0"), ["db/db-0/db"]);
  client.requests.length = 0;
  assert.equal((await namesOf(client, { allNamespaces: true, excludeNamespaces: ["shop"] })).length, 1);
  assert.deepEqual(client.requests, ["list pods"]);
});

test("L3 several namespaces: what is in one of them is enough, and in each it is judged by itself", async () => {
  const client = memoryShop();
  const selection = { sources: ["deploy/web"], namespaces: ["db", "shop"] };
  assert.deepEqual(await namesOf(client, selection), ["shop/web-0/app", "shop/web-1/app"]);
  assert.equal((await errorOf(client, { ...selection, namespaces: ["db"] })).code, "KT_NOT_FOUND");
  assert.deepEqual(await namesOf(client, { sources: ["db:db-0"], namespaces: ["shop"] }), ["db/db-0/db"]);
});

test("L3 a glob of namespaces: those that match, as far as they can be listed", async () => {
  const client = memoryShop();
  assert.deepEqual(await namesOf(client, "d?:*"), ["db/db-0/db"]);
  client.refuses = (right) => right === "list pods" || right === "list namespaces";
  assert.equal((await errorOf(client, "d?:*")).code, "KT_FORBIDDEN");
  client.refuses = (right) => right === "list pods";
  assert.deepEqual(await namesOf(client, "d?:*"), ["db/db-0/db"]);
  assert.deepEqual(await namesOf(client, "*:db-0"), ["db/db-0/db"]);
});

test("L3 facts of nodes are asked for only when a flag or a column needs them", async () => {
  const client = memoryShop();
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
  const client = memoryShop();
  assert.deepEqual(await namesOf(client, { labelSelector: "app=web" }), ["shop/web-0/app", "shop/web-1/app"]);
  assert.deepEqual(await namesOf(client, { sources: ["web-0"], labelSelector: "app=web" }), ["shop/web-0/app"]);
  const error = await errorOf(client, { sources: ["web-0"], labelSelector: "app=api" });
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /-l app=api/);
  assert.match(error.hint ?? "", /selectors leave it out/);
});

test("L1 many names are found with one list, or without the right to with one get each", async () => {
  const client = memoryShop();
  const names = Array.from({ length: 20 }, (_, index) => `many-${index}`);
  for (const name of names) client.put("pods", podObject(name));
  assert.equal((await namesOf(client, { sources: names })).length, 20);
  assert.deepEqual(client.requests, ["list pods shop"]);
  client.refuses = (right) => right.startsWith("list");
  assert.equal((await namesOf(client, { sources: names })).length, 20);
});
