import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubeObject, Pod } from "../../../../src/kube/objects.ts";
import { exactName } from "../../../../src/targets/grammar/name-pattern.ts";
import { findBuiltInType } from "../../../../src/targets/kinds/built-in-types.ts";
import type { ResourceType } from "../../../../src/targets/kinds/resource-type.ts";
import { TypeCatalog } from "../../../../src/targets/kinds/type-catalog.ts";
import { wantedOwner } from "../../../../src/targets/claims/owner-claim.ts";
import { type FoundOwner, OwnerIndex } from "../../../../src/targets/owners/owner-index.ts";
import { MemoryClient } from "../../../support/memory-client.ts";
import { controller, ownerObject, podObject } from "../../../support/pod-objects.ts";

const { signal } = new AbortController();
const rollout: ResourceType = {
  ...{ group: "argoproj.io", version: "v1", kind: "Rollout", plural: "rollouts", singular: "rollout" },
  ...{ shortNames: [], isNamespaced: true, hasScale: false },
};

test("L2 a Deployment owns a pod through its ReplicaSet, whatever that is called", async () => {
  const client = new MemoryClient();
  client.put("replicasets.apps", ownerObject("ReplicaSet", "adopted", {}, controller("apps/v1", "Deployment", "web")));
  const pod = podObject("p", { owner: controller("apps/v1", "ReplicaSet", "adopted") });
  assert.deepEqual(await find(client, pod, type("deploy"), "web"), { name: "web" });
  assert.equal(await find(client, pod, type("deploy"), "api"), undefined);
});

test("L2 a ReplicaSet of nobody belongs to no Deployment, though its name looks like it", async () => {
  const client = new MemoryClient();
  client.put("replicasets.apps", ownerObject("ReplicaSet", "web-abc"));
  const pod = podObject("p", {
    labels: { "pod-template-hash": "abc" },
    owner: controller("apps/v1", "ReplicaSet", "web-abc"),
  });
  assert.equal(await find(client, pod, type("deploy"), "web"), undefined);
});

test("L2 without the right to read ReplicaSets the Deployment is taken from NAME-<pod-template-hash>", async () => {
  const client = new MemoryClient();
  client.refuses = (right) => right.includes("replicasets");
  const pod = podObject("p", {
    labels: { "pod-template-hash": "6f48" },
    owner: controller("apps/v1", "ReplicaSet", "my-web-6f48"),
  });
  assert.deepEqual(await find(client, pod, type("deploy"), "my-web"), {
    name: "my-web",
    guessedFrom: "replicaset/my-web-6f48",
  });
  const unlike = podObject("p", {
    labels: { "pod-template-hash": "zzz" },
    owner: controller("apps/v1", "ReplicaSet", "my-web-6f48"),
  });
  assert.equal(await find(client, unlike, type("deploy"), "my-web"), undefined);
});

test("L2 a ReplicaSet that is gone already counts by its name: its last pods still write", async () => {
  const pod = podObject("p", {
    labels: { "pod-template-hash": "6f48" },
    owner: controller("apps/v1", "ReplicaSet", "web-6f48"),
  });
  assert.equal((await find(new MemoryClient(), pod, type("deploy"), "web"))?.guessedFrom, "replicaset/web-6f48");
});

test("L2 another ReplicaSet that has taken the name of one that is gone says nothing about its pods", async () => {
  const client = new MemoryClient();
  const other = ownerObject("ReplicaSet", "web-6f48", {}, controller("apps/v1", "Deployment", "other"));
  client.put("replicasets.apps", { ...other, metadata: { ...(other as KubeObject).metadata, uid: "another" } });
  const pod = podObject("p", {
    labels: { "pod-template-hash": "6f48" },
    owner: controller("apps/v1", "ReplicaSet", "web-6f48"),
  });
  assert.equal(await find(client, pod, type("deploy"), "other"), undefined);
  assert.equal((await find(client, pod, type("deploy"), "web"))?.name, "web");
});

test("L2 a CronJob's pods are those of its Jobs; a Job named like one of them is guessed only without the right to read", async () => {
  const client = new MemoryClient();
  client.put("jobs.batch", ownerObject("Job", "report-29920949"));
  const pod = podObject("p", { owner: controller("batch/v1", "Job", "report-29920949") });
  assert.equal(await find(client, pod, type("cj"), "report"), undefined);
  client.refuses = (right) => right.includes("jobs");
  assert.equal((await find(client, pod, type("cj"), "report"))?.name, "report");
  const other = podObject("p", { owner: controller("batch/v1", "Job", "import") });
  assert.equal(await find(client, other, type("cj"), "import"), undefined);
});

test("L2 a custom kind owns pods through any chain of owners", async () => {
  const client = new MemoryClient();
  client.put(
    "replicasets.apps",
    ownerObject("ReplicaSet", "web-abc", {}, controller("argoproj.io/v1", "Rollout", "web")),
  );
  const pod = podObject("p", { owner: controller("apps/v1", "ReplicaSet", "web-abc") });
  assert.deepEqual(await find(client, pod, rollout, "web"), { name: "web" });
});

test("L2 a circle of owners ends", async () => {
  const client = new MemoryClient();
  client.put("replicasets.apps", ownerObject("ReplicaSet", "a", {}, controller("apps/v1", "ReplicaSet", "b")));
  client.put("replicasets.apps", ownerObject("ReplicaSet", "b", {}, controller("apps/v1", "ReplicaSet", "a")));
  const pod = podObject("p", { owner: controller("apps/v1", "ReplicaSet", "a") });
  assert.equal(await find(client, pod, rollout, "web"), undefined);
});

test("L2 an owner of the same name in another group is not it", async () => {
  const pod = podObject("p", { owner: controller("example.com/v1", "StatefulSet", "db") });
  assert.equal(await find(new MemoryClient(), pod, type("sts"), "db"), undefined);
});

test("L2 five thousand pods of a thousand ReplicaSets need one list", async () => {
  const client = new MemoryClient();
  const pods: Pod[] = [];
  for (let set = 0; set < 1000; set++) {
    const owner = controller("apps/v1", "Deployment", `d-${set % 100}`);
    client.put("replicasets.apps", ownerObject("ReplicaSet", `rs-${set}`, {}, owner));
    for (let pod = 0; pod < 5; pod++) {
      pods.push(podObject(`p-${set}-${pod}`, { owner: controller("apps/v1", "ReplicaSet", `rs-${set}`) }));
    }
  }
  const index = indexOf(client);
  const wanted = wantedOwner(type("deploy"), exactName("d-7"));
  await index.load(
    pods.flatMap((pod) => index.unknownAbove(pod, wanted)),
    signal,
  );
  assert.equal(pods.filter((pod) => index.find(pod, wanted) !== undefined).length, 50);
  assert.deepEqual(client.requests, ["list replicasets.apps shop"]);
});

async function find(client: MemoryClient, pod: Pod, of: ResourceType, name: string): Promise<FoundOwner | undefined> {
  const index = indexOf(client);
  const wanted = wantedOwner(of, exactName(name));
  for (let step = 0; step < 20; step++) {
    const unknown = index.unknownAbove(pod, wanted);
    if (unknown.length === 0) return index.find(pod, wanted);
    await index.load(unknown, signal);
  }
  assert.fail("owners stay unknown");
}

function indexOf(client: MemoryClient): OwnerIndex {
  return new OwnerIndex(client, new TypeCatalog(client, signal), () => undefined);
}

function type(word: string): ResourceType {
  const found = findBuiltInType(word);
  assert.ok(found);
  return found;
}
