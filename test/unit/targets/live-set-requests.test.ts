import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "../../support/manual-clock.ts";
import { controller, ownerObject, podObject } from "../../support/pod-objects.ts";
import { errorOf, resolveText, textOf } from "../../support/target-resolving.ts";
import { followSetUp, putDeployment } from "../../support/followed-workloads.ts";

test("L6 without the right to list, a pod named outright is followed by get, its new containers too", async () => {
  const { client, clock, follow } = followSetUp();
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
  const { client, follow } = followSetUp();
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
  const { client, clock, follow } = followSetUp();
  client.refuses = (right) => !right.startsWith("get pods");
  const { joined, notices } = await follow("web-1");
  assert.match(notices.find(({ level }) => level === "info")?.message ?? "", /^waiting/);
  client.put("pods", podObject("web-1"));
  await clock.advance(2000);
  assert.deepEqual(joined, ["shop/web-1/web-1"]);
});

test("L6 one watch for all namespaces, one for the pods of one namespace", async () => {
  const { client, follow } = followSetUp();
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
  const { client, clock, follow } = followSetUp();
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

test("L6 in a finished read a pod's changes are asked for", async () => {
  const { client, clock } = followSetUp();
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
