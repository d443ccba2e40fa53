import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "../../support/manual-clock.ts";
import { controller, ownerObject, podObject } from "../../support/pod-objects.ts";
import { errorOf, textOf } from "../../support/target-resolving.ts";
import { followSetUp, putDeployment } from "../../support/followed-workloads.ts";

test("L6 new pods and new ephemeral containers join, each once", async () => {
  const { client, follow } = followSetUp();
  client.put("pods", podObject("web-1"));
  const { set, joined } = await follow("web-*");
  assert.deepEqual(set.initial.map(textOf), ["shop/web-1/web-1"]);
  client.put("pods", podObject("web-2", { phase: "Pending", node: null }));
  client.put("pods", podObject("web-2"));
  client.put("pods", podObject("api-1"));
  client.put("pods", podObject("web-1", { ephemeral: ["debugger"] }));
  client.put("pods", podObject("web-1", { ephemeral: ["debugger"], phase: "Succeeded" }));
  await settle();
  assert.deepEqual(joined, ["shop/web-2/web-2", "shop/web-1/debugger"]);
});

test("L6 a new pod of the same name is another one", async () => {
  const { client, follow } = followSetUp();
  const owner = controller("apps/v1", "StatefulSet", "db");
  client.put("pods", podObject("db-0", { owner, uid: "one" }));
  const { set, joined, hasEnded } = await follow("db-0");
  const [first] = set.initial;
  assert.ok(first);
  client.remove("pods", "shop", "db-0");
  await settle();
  assert.equal(first.pods.current(first.pod), undefined);
  client.put("pods", podObject("db-0", { owner, uid: "two" }));
  await settle();
  assert.deepEqual(joined, ["shop/db-0/db-0"]);
  assert.equal(hasEnded(), false, "its StatefulSet makes it anew");
});

test("L6 pods of a new ReplicaSet of a Deployment join after one look at that ReplicaSet", async () => {
  const { client, follow } = followSetUp();
  putDeployment(client, { app: "web" });
  const { set, joined } = await follow("deploy/web");
  assert.equal(set.initial.length, 1);
  client.requests.length = 0;
  client.put("replicasets.apps", ownerObject("ReplicaSet", "web-2", {}, controller("apps/v1", "Deployment", "web")));
  client.put("replicasets.apps", ownerObject("ReplicaSet", "stranger"));
  for (const [name, replicaSet] of [
    ["web-2-a", "web-2"],
    ["web-2-b", "web-2"],
    ["stranger-a", "stranger"],
  ] as const) {
    client.put(
      "pods",
      podObject(name, { labels: { app: "web" }, owner: controller("apps/v1", "ReplicaSet", replicaSet) }),
    );
  }
  await settle();
  assert.deepEqual(joined, ["shop/web-2-a/web-2-a", "shop/web-2-b/web-2-b"]);
  assert.deepEqual(client.requests, ["get replicasets.apps shop web-2", "get replicasets.apps shop stranger"]);
});

test("L6 pods of new Jobs of a CronJob join, those of other Jobs do not", async () => {
  const { client, follow } = followSetUp();
  client.put("cronjobs.batch", ownerObject("CronJob", "report"));
  const { joined } = await follow("cj/report");
  client.put("jobs.batch", ownerObject("Job", "report-1", {}, controller("batch/v1", "CronJob", "report")));
  client.put("jobs.batch", ownerObject("Job", "import"));
  for (const name of ["report-1", "import"]) {
    client.put(
      "pods",
      podObject(`${name}-x`, { labels: { "job-name": name }, owner: controller("batch/v1", "Job", name) }),
    );
  }
  await settle();
  assert.deepEqual(joined, ["shop/report-1-x/report-1-x"]);
});

test("L6 a follow of a Deployment that does not exist yet says so, waits, and starts when it comes", async () => {
  const { client, follow } = followSetUp();
  client.put("deployments.apps", ownerObject("Deployment", "wob"));
  const { set, joined, notices, hasEnded } = await follow("deploy/web");
  assert.deepEqual(set.initial, []);
  assert.deepEqual(
    notices.map(({ level, message }) => [level, message]),
    [["info", 'waiting, since deployment "web" does not exist in namespace "shop"']],
  );
  assert.match(notices[0]?.hint ?? "", /Did you mean wob/);
  putDeployment(client, { app: "web" });
  await settle();
  assert.deepEqual(joined, ["shop/web-1-a/web-1-a"]);
  assert.equal(hasEnded(), false);
});

for (const source of ["web-1", "pod/web-1", "web-1/web-1", "web-*", "ns/shop", "svc/web"]) {
  test(`L6 a follow of ${source} waits for what does not exist yet`, async () => {
    const { client, follow } = followSetUp();
    const { set, joined, notices } = await follow(source);
    assert.deepEqual(set.initial, []);
    assert.match(notices[0]?.message ?? "", /^waiting, since /);
    client.put("services", { metadata: { name: "web", namespace: "shop" }, spec: { selector: { app: "web" } } });
    client.put("pods", podObject("web-1", { labels: { app: "web" } }));
    await settle();
    assert.deepEqual(joined, ["shop/web-1/web-1"]);
  });
}

test("L6 a mistyped type is an error in a follow, too", async () => {
  const { client } = followSetUp();
  for (const text of ["deplo/web", "deplo/web/app"]) {
    assert.equal((await errorOf(client, text, { follow: true })).code, "KT_NOT_FOUND", text);
  }
  assert.equal(client.watchCount, 0, "what was opened before is closed again");
});

test("L6 a Service that moves on to other pods takes its follow along", async () => {
  const { client, follow } = followSetUp();
  const service = (colour: string): object => ({
    metadata: { name: "web", namespace: "shop" },
    spec: { selector: { colour } },
  });
  client.put("services", service("blue"));
  client.put("pods", podObject("b", { labels: { colour: "blue" } }));
  client.put("pods", podObject("g", { labels: { colour: "green" } }));
  const { set, joined } = await follow("svc/web");
  assert.deepEqual(set.initial.map(textOf), ["shop/b/b"]);
  client.put("services", service("green"));
  await settle();
  assert.deepEqual(joined, ["shop/g/g"]);
  const [blue] = set.initial;
  assert.ok(blue?.pods.current(blue.pod), "a pod that still runs is still known");
});

test("L6 a Deployment made anew with other labels is followed with those", async () => {
  const { client, follow } = followSetUp();
  putDeployment(client, { app: "web" });
  const { joined } = await follow("deploy/web");
  client.remove("deployments.apps", "shop", "web");
  putDeployment(client, { app: "web", v: "2" }, "web-2");
  await settle();
  assert.deepEqual(joined, ["shop/web-2-a/web-2-a"]);
});

test("L6 a pod that loses its label is not taken for gone while it runs, and is once it is", async () => {
  const { client, clock, follow } = followSetUp();
  client.put("pods", podObject("web-1", { labels: { app: "web" } }));
  const { set } = await follow({ labelSelector: "app=web" });
  const [target] = set.initial;
  assert.ok(target);
  client.put("pods", podObject("web-1", { labels: { app: "quarantine" } }));
  await settle();
  const seen = target.pods.current(target.pod);
  assert.equal(seen?.metadata.labels?.["app"], "quarantine");
  const changed = target.pods.changed(target.pod, seen, new AbortController().signal);
  client.remove("pods", "shop", "web-1");
  await clock.advance(5000);
  assert.equal(await changed, undefined);
});

test("L3 in a follow a pod joins once a condition or a container's state is as asked for", async () => {
  const { client, follow } = followSetUp();
  client.put("pods", podObject("web-1", { states: { "web-1": { waiting: {} } } }));
  const conditions = await follow({ sources: ["web-1"], conditions: ["ready=false"] });
  const states = await follow({ sources: ["web-1"], containerStates: ["running"] });
  assert.deepEqual([...conditions.set.initial, ...states.set.initial], []);
  client.put(
    "pods",
    podObject("web-1", { conditions: [{ type: "Ready", status: "False" }], states: { "web-1": { running: {} } } }),
  );
  await settle();
  assert.deepEqual([conditions.joined, states.joined], [["shop/web-1/web-1"], ["shop/web-1/web-1"]]);
});

test("L3 where facts of nodes are wanted, a pod joins when it has a node", async () => {
  const { client, follow } = followSetUp();
  client.put("nodes", { metadata: { name: "node-1", labels: { "topology.kubernetes.io/zone": "a" } } });
  client.put("pods", podObject("web-1"));
  const { set, joined } = await follow({ sources: ["web-*"], wantNodeFacts: true });
  assert.equal(set.initial[0]?.node?.zone, "a");
  client.put("pods", podObject("web-2", { node: null }));
  await settle();
  assert.deepEqual(joined, []);
  client.put("pods", podObject("web-2"));
  await settle();
  assert.deepEqual(joined, ["shop/web-2/web-2"]);
});

test("L6 a pod that goes while one watch gives way to another is known to be gone", async () => {
  const { client, follow } = followSetUp();
  putDeployment(client, { app: "web" });
  const { set } = await follow("svc/web deploy/web");
  client.deaf.add("pods");
  client.remove("pods", "shop", "web-1-a");
  client.put("services", { metadata: { name: "web", namespace: "shop" }, spec: { selector: { app: "web" } } });
  await settle();
  const [target] = set.initial;
  assert.ok(target);
  assert.equal(target.pods.current(target.pod), undefined);
});

test("L6 an abort ends joining and every watch", async () => {
  const { client, follow } = followSetUp();
  putDeployment(client, { app: "web" });
  const { abort, hasEnded } = await follow("deploy/web *:svc/* web-1");
  assert.ok(client.watchCount > 0);
  abort();
  await settle();
  assert.equal(hasEnded(), true);
  assert.equal(client.watchCount, 0);
});
