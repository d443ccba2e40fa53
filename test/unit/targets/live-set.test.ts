import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock, settle } from "../../support/manual-clock.ts";
import { MemoryClient } from "../../support/memory-client.ts";
import { controller, ownerObject, type PodFacts, podObject } from "../../support/pod-objects.ts";
import { errorOf, type Resolved, resolveText, textOf } from "../../support/target-resolving.ts";
import type { Selection } from "../../../src/targets/selection.ts";

const job = { spec: { selector: { matchLabels: { job: "import" } } } };
const complete = { ...job, status: { conditions: [{ type: "Complete", status: "True" }] } };
const ofJob: PodFacts = {
  labels: { job: "import", "job-name": "import" },
  owner: controller("batch/v1", "Job", "import"),
};

test("L6 new pods and new ephemeral containers join, each once", async () => {
  const { client, follow } = setUp();
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
  const { client, follow } = setUp();
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
  const { client, follow } = setUp();
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
  const { client, follow } = setUp();
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
  const { client, follow } = setUp();
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
    const { client, follow } = setUp();
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
  const { client } = setUp();
  for (const text of ["deplo/web", "deplo/web/app"]) {
    assert.equal((await errorOf(client, text, { follow: true })).code, "KT_NOT_FOUND", text);
  }
  assert.equal(client.watchCount, 0, "what was opened before is closed again");
});

test("L6 a Service that moves on to other pods takes its follow along", async () => {
  const { client, follow } = setUp();
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
  const { client, follow } = setUp();
  putDeployment(client, { app: "web" });
  const { joined } = await follow("deploy/web");
  client.remove("deployments.apps", "shop", "web");
  putDeployment(client, { app: "web", v: "2" }, "web-2");
  await settle();
  assert.deepEqual(joined, ["shop/web-2-a/web-2-a"]);
});

test("L6 a pod that loses its label is not taken for gone while it runs, and is once it is", async () => {
  const { client, clock, follow } = setUp();
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

test("L9 a follow of a pod named outright ends when that has finished, or is gone for good", async () => {
  const ends: readonly (readonly [string, (client: MemoryClient) => void])[] = [
    ["it has succeeded", (client) => client.put("pods", podObject("migrate", { phase: "Succeeded" }))],
    ["it has failed", (client) => client.put("pods", podObject("migrate", { phase: "Failed" }))],
    ["it is deleted", (client) => client.remove("pods", "shop", "migrate")],
  ];
  for (const [title, end] of ends) {
    const { client, follow } = setUp();
    client.put("pods", podObject("migrate"));
    const { hasEnded } = await follow("migrate");
    await settle();
    assert.equal(hasEnded(), false, title);
    end(client);
    await settle();
    assert.equal(hasEnded(), true, title);
  }
});

test("L9 a follow of finished things named outright ends at once; of one of two it does not", async () => {
  const { client, follow } = setUp();
  client.put("pods", podObject("one", { phase: "Succeeded" }));
  client.put("pods", podObject("two"));
  const only = await follow("one");
  const both = await follow("one pod/two");
  await settle();
  assert.equal(only.set.initial.length, 1);
  assert.equal(only.hasEnded(), true);
  assert.equal(both.hasEnded(), false);
});

test("L9 --wait-for-new stays; so do patterns, selectors and workloads that go on", async () => {
  const { client, follow } = setUp();
  putDeployment(client, { app: "web" }, "web-1", "Succeeded");
  client.put("pods", podObject("one", { phase: "Succeeded" }));
  const stays: readonly Selection[] = [
    { sources: ["one"], waitForNew: true },
    { sources: ["on*"] },
    { labelSelector: "app=web" },
    { sources: ["deploy/web"] },
  ];
  for (const selection of stays) {
    const { hasEnded } = await follow(selection);
    await settle();
    assert.equal(hasEnded(), false, JSON.stringify(selection));
  }
});

test("L9 a follow of a Job ends with the Job, after its last pods were listed once more", async () => {
  const { client, follow } = setUp();
  client.put("jobs.batch", ownerObject("Job", "import", job));
  client.put("pods", podObject("import-a", ofJob));
  const { joined, hasEnded } = await follow("job/import");
  client.put("pods", podObject("import-a", { ...ofJob, phase: "Failed" }));
  await settle();
  assert.equal(hasEnded(), false, "another try may come");
  client.deaf.add("pods");
  client.put("pods", podObject("import-b", { ...ofJob, phase: "Succeeded" }));
  client.put("jobs.batch", ownerObject("Job", "import", complete));
  await settle();
  assert.deepEqual(joined, ["shop/import-b/import-b"]);
  assert.equal(hasEnded(), true);
});

test("L9 a Job that may only be got is asked for on a timer, over a server that is away, and does not end with the right", async () => {
  const { client, clock, follow } = setUp();
  client.refuses = (right) => right.startsWith("list jobs");
  client.put("jobs.batch", ownerObject("Job", "import", job));
  client.put("pods", podObject("import-a", ofJob));
  const { hasEnded } = await follow("job/import");
  client.isAway = true;
  await clock.advance(5000);
  client.isAway = false;
  assert.equal(hasEnded(), false);
  client.put("jobs.batch", ownerObject("Job", "import", complete));
  await clock.advance(5000);
  assert.equal(hasEnded(), true);
  client.put("jobs.batch", ownerObject("Job", "import", job));
  const third = await follow("job/import");
  client.refuses = (right) => right.includes("jobs");
  await clock.advance(5000);
  assert.equal(third.hasEnded(), false);
});

test("L9 a Job that is complete already, or is deleted, ends its follow", async () => {
  const { client, follow } = setUp();
  client.put("jobs.batch", ownerObject("Job", "import", complete));
  client.put("pods", podObject("import-a", { ...ofJob, phase: "Succeeded" }));
  const { set, hasEnded } = await follow("job/import");
  await settle();
  assert.equal(set.initial.length, 1);
  assert.equal(hasEnded(), true);
  client.put("jobs.batch", ownerObject("Job", "import", job));
  const running = await follow("job/import");
  client.remove("jobs.batch", "shop", "import");
  await settle();
  assert.equal(running.hasEnded(), true);
});

test("L9 without the right to read the Job its follow says that it will not end", async () => {
  const { client, follow } = setUp();
  client.refuses = (right) => right.includes("jobs");
  client.put("pods", podObject("import-a", { ...ofJob, phase: "Succeeded" }));
  const { set, notices, hasEnded } = await follow("job/import");
  await settle();
  assert.equal(set.initial.length, 1);
  assert.equal(hasEnded(), false);
  assert.ok(notices.some(({ level, message }) => level === "info" && message.includes("does not end")));
});

test("L6 without the right to list, a pod named outright is followed by get, its new containers too", async () => {
  const { client, clock, follow } = setUp();
  client.refuses = (right) => !right.startsWith("get pods");
  client.put("pods", podObject("web-1"));
  const { set, joined, hasEnded } = await follow("web-1");
  assert.deepEqual(set.initial.map(textOf), ["shop/web-1/web-1"]);
  client.put("pods", podObject("web-1", { ephemeral: ["debugger"] }));
  await clock.advance(2000);
  assert.deepEqual(joined, ["shop/web-1/debugger"]);
  client.isAway = true;
  await clock.advance(4000);
  client.isAway = false;
  client.put("pods", podObject("web-1", { ephemeral: ["debugger"], phase: "Succeeded" }));
  await clock.advance(2000);
  assert.equal(hasEnded(), true);
});

test("L6 without the right to list, many pods named outright are followed, and what is not only a name is an error", async () => {
  const { client, follow } = setUp();
  client.refuses = (right) => !right.startsWith("get pods shop");
  const names = Array.from({ length: 12 }, (_, index) => `web-${index}`);
  for (const name of names) client.put("pods", podObject(name));
  assert.equal((await follow({ sources: names })).set.initial.length, 12);
  const { set, notices } = await follow({ sources: ["*:api", "pod/web-1"] });
  assert.deepEqual(set.initial.map(textOf), ["shop/web-1/web-1"]);
  assert.deepEqual(
    notices.map(({ level, about }) => [level, about]),
    [["error", "*:api"]],
  );
  const restricted = { sources: ["pod/web-1"], labelSelector: "app=web" };
  assert.equal((await errorOf(client, restricted, { follow: true })).code, "KT_FORBIDDEN");
});

test("L6 without the right to list, a pod that does not exist yet is waited for by get", async () => {
  const { client, clock, follow } = setUp();
  client.refuses = (right) => !right.startsWith("get pods");
  const { joined, notices } = await follow("web-1");
  assert.match(notices.find(({ level }) => level === "info")?.message ?? "", /^waiting/);
  client.put("pods", podObject("web-1"));
  await clock.advance(2000);
  assert.deepEqual(joined, ["shop/web-1/web-1"]);
});

test("L6 one watch for all namespaces, one for the pods of one namespace", async () => {
  const { client, follow } = setUp();
  client.put("pods", podObject("web-1"));
  await follow({ allNamespaces: true });
  assert.deepEqual(client.requests, ["watch pods"]);
  client.requests.length = 0;
  await follow({ sources: ["web-*", "api-*"], namespaces: ["shop", "db"] });
  assert.deepEqual(
    client.requests.filter((request) => request.startsWith("watch")),
    ["watch pods shop", "watch pods db"],
  );
});

test("L6 an owner that cannot be asked for a moment is asked again, and no pod is forgotten", async () => {
  const { client, clock, follow } = setUp();
  putDeployment(client, { app: "web" });
  const { joined } = await follow("deploy/web");
  client.put("replicasets.apps", ownerObject("ReplicaSet", "web-2", {}, controller("apps/v1", "Deployment", "web")));
  client.isAway = true;
  client.put("pods", podObject("p", { labels: { app: "web" }, owner: controller("apps/v1", "ReplicaSet", "web-2") }));
  await settle();
  assert.deepEqual(joined, []);
  client.isAway = false;
  await clock.advance(10_000);
  assert.deepEqual(joined, ["shop/p/p"]);
});

test("L3 in a follow a pod joins once a condition or a container's state is as asked for", async () => {
  const { client, follow } = setUp();
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
  const { client, follow } = setUp();
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

test("L6 in a finished read a pod's changes are asked for", async () => {
  const { client, clock } = setUp();
  client.put("pods", podObject("web-1"));
  const { set, hasEnded } = await resolveText(client, "web-*", { clock });
  const [target] = set.initial;
  assert.ok(target);
  const changed = target.pods.changed(target.pod, target.pods.current(target.pod), new AbortController().signal);
  client.put("pods", podObject("web-1", { phase: "Failed" }));
  await clock.advance(2000);
  assert.equal((await changed)?.status?.phase, "Failed");
  assert.equal(hasEnded(), true);
});

test("L6 a pod that goes while one watch gives way to another is known to be gone", async () => {
  const { client, follow } = setUp();
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
  const { client, follow } = setUp();
  putDeployment(client, { app: "web" });
  const { abort, hasEnded } = await follow("deploy/web *:svc/* web-1");
  assert.ok(client.watchCount > 0);
  abort();
  await settle();
  assert.equal(hasEnded(), true);
  assert.equal(client.watchCount, 0);
});

function setUp() {
  const client = new MemoryClient();
  const clock = new ManualClock();
  client.putDocument("/api", { versions: [] });
  client.putDocument("/apis", { groups: [] });
  for (const name of ["shop", "db"]) client.put("namespaces", { metadata: { name } });
  const follow = (selection: Selection | string): Promise<Resolved> =>
    resolveText(client, selection, { follow: true, clock });
  return { client, clock, follow };
}

/** A Deployment `web` with one ReplicaSet and one pod, all with these labels. */
function putDeployment(
  client: MemoryClient,
  labels: Readonly<Record<string, string>>,
  set = "web-1",
  phase: "Running" | "Succeeded" = "Running",
): void {
  client.put("replicasets.apps", ownerObject("ReplicaSet", set, {}, controller("apps/v1", "Deployment", "web")));
  client.put("pods", podObject(`${set}-a`, { labels, phase, owner: controller("apps/v1", "ReplicaSet", set) }));
  client.put("deployments.apps", ownerObject("Deployment", "web", { spec: { selector: { matchLabels: labels } } }));
}
