import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { startFakeCluster } from "../../../../../src/demo/server/fake-cluster.ts";
import { Deployment } from "../../../../../src/demo/server/world/deployment.ts";
import type { Pod } from "../../../../../src/demo/server/world/pod.ts";
import { podResource } from "../../../../../src/demo/server/world/resource.ts";
import type { WorkloadSpec } from "../../../../../src/demo/server/world/workload-spec.ts";
import * as workloads from "../../../../../src/demo/server/world/workloads.ts";
import { World } from "../../../../../src/demo/server/world/world.ts";
import { PlainClient } from "../../../../support/plain-client.ts";

const squad = {
  group: "demo.example.com",
  version: "v1",
  kind: "Squad",
  plural: "squads",
  singular: "squad",
  shortNames: ["sq"],
  categories: [],
  isNamespaced: true,
  isScalable: true,
};

suite("the fake cluster's workloads", () => {
  type Add = (world: World, spec: WorkloadSpec) => workloads.Workload;
  const rows: readonly (readonly [kind: string, add: Add, podNames: RegExp])[] = [
    ["ReplicaSet", workloads.addReplicaSet, /^web-[a-z0-9]{5}$/],
    ["ReplicationController", workloads.addReplicationController, /^web-[a-z0-9]{5}$/],
    ["StatefulSet", workloads.addStatefulSet, /^web-[01]$/],
    ["DaemonSet", workloads.addDaemonSet, /^web-[a-z0-9]{5}$/],
    ["Job", workloads.addJob, /^web-[a-z0-9]{5}$/],
    ["Squad", (world, spec) => workloads.addCustomWorkload(world, squad, spec), /^web-[a-z0-9]{5}$/],
  ];
  for (const [kind, add, podNames] of rows) {
    test(`own their pods: ${kind}`, () => {
      const world = new World({ nodeNames: ["a", "b"] });
      const { object, pods } = add(world, { name: "web", namespace: "shop", replicas: 2 });
      assert.equal(object.kind, kind);
      assert.equal(pods.length, 2);
      for (const pod of pods) {
        assert.match(pod.name, podNames);
        assert.equal(pod.labels["app"], "web");
        assert.partialDeepStrictEqual(ownersOf(world, pod), [
          { kind, name: "web", uid: object.metadata.uid, controller: true },
        ]);
      }
    });
  }

  test("put a DaemonSet's pods on all nodes", () => {
    const world = new World({ nodeNames: ["a", "b", "c"] });
    const { pods } = workloads.addDaemonSet(world, { name: "agent" });
    assert.deepEqual(
      pods.map(({ nodeName }) => nodeName),
      ["a", "b", "c"],
    );
  });

  test("roll a Deployment out with a new hash, pod by pod, and keep ten old ReplicaSets", () => {
    const world = new World();
    const deployment = new Deployment(world, { name: "web", replicas: 2 });
    const before = deployment.pods[0]?.labels["pod-template-hash"];
    deployment.beginRollout();
    assert.equal(deployment.rollNext(), true);
    assert.equal(world.pods("default", { "pod-template-hash": before ?? "" }).length, 1);
    assert.equal(deployment.rollNext(), false);
    assert.equal(world.pods("default", { "pod-template-hash": before ?? "" }).length, 0);
    assert.equal(world.pods("default").length, 2);
    for (let rollouts = 0; rollouts < 20; rollouts += 1) deployment.roll();
    assert.equal(world.store.list(world.resource("ReplicaSet")).length, 11);
    deployment.scale(5);
    assert.equal(world.pods("default").length, 5);
  });

  test("tell in a Deployment's status how far a rollout has come, and that it is overdue", () => {
    const world = new World();
    const deployment = new Deployment(world, { name: "web", replicas: 2 });
    const statusOf = (): unknown =>
      world.store.get({ resource: world.resource("Deployment"), namespace: "default", name: "web" })?.status;
    const progressing = (reason: string): unknown => ({ conditions: [{ type: "Progressing", reason }] });
    assert.partialDeepStrictEqual(statusOf(), { replicas: 2, ...(progressing("NewReplicaSetAvailable") as object) });
    deployment.beginRollout();
    const pod = deployment.surge();
    assert.equal(deployment.serving.includes(pod), false);
    const half = { replicas: 3, updatedReplicas: 1, availableReplicas: 2 };
    assert.partialDeepStrictEqual(statusOf(), { ...half, ...(progressing("ReplicaSetUpdated") as object) });
    deployment.exceedDeadline();
    assert.partialDeepStrictEqual(statusOf(), { ...half, ...(progressing("ProgressDeadlineExceeded") as object) });
  });

  test("bring another pod for one that was evicted, whose object stays", () => {
    const world = new World();
    const deployment = new Deployment(world, { name: "web", replicas: 2 });
    const [evicted] = deployment.pods;
    assert.ok(evicted !== undefined);
    const pod = deployment.replace(evicted);
    assert.equal(deployment.pods.length, 2);
    assert.deepEqual([deployment.pods.includes(pod), deployment.pods.includes(evicted)], [true, false]);
    assert.equal(world.findPod("default", evicted.name), evicted);
  });

  test("name the runs of a CronJob after the minute, and own them", () => {
    const world = new World({ clock: { nowMs: () => 90_000 } });
    const cronJob = workloads.addCronJob(world, { name: "report" });
    const { object } = workloads.runCronJob(world, cronJob, {});
    assert.equal(object.metadata.name, "report-1");
    assert.partialDeepStrictEqual(object.metadata.ownerReferences, [{ kind: "CronJob", name: "report" }]);
  });

  test("make a pod Succeeded or Failed when its Job is done", () => {
    const world = new World();
    for (const [exitCode, phase] of [
      [0, "Succeeded"],
      [3, "Failed"],
    ] as const) {
      const job = workloads.addJob(world, { name: `job-${exitCode}` });
      workloads.finishJob(world, job, exitCode);
      const { namespace = "", name = "" } = job.pods[0] ?? {};
      assert.equal(world.store.get({ resource: podResource, namespace, name })?.status?.["phase"], phase);
      workloads.deleteJob(world, job);
      assert.equal(world.findPod(namespace, name), undefined);
    }
  });

  test("have a scale with their selector, custom ones too, and are discovered", async () => {
    await using cluster = await startFakeCluster();
    workloads.addCustomWorkload(cluster.world, squad, { name: "red", labels: { app: "red", tier: "x" }, replicas: 3 });
    const client = PlainClient.fromKubeconfig(cluster.kubeconfig());
    const { json } = await client.get("/apis/demo.example.com/v1/namespaces/default/squads/red/scale");
    assert.partialDeepStrictEqual(json, { kind: "Scale", status: { replicas: 3, selector: "app=red,tier=x" } });
    assert.match((await client.get("/apis/demo.example.com/v1")).text, /"name":"squads","singularName":"squad"/);
    assert.match(
      (await client.get("/apis/demo.example.com/v1/squads")).text,
      /"items":\[\{"apiVersion":"demo.example.com\/v1","kind":"Squad"/,
    );
  });
});

function ownersOf(world: World, { namespace, name }: Pod): unknown {
  return world.store.get({ resource: podResource, namespace, name })?.metadata.ownerReferences;
}
