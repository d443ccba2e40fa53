import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isOfRollout,
  stateOfWorkload,
  type WaitedKind,
  type Workload,
} from "../../../../src/diagnose/wait/workload-state.ts";

type Parts = Pick<Workload, "spec" | "status"> & { readonly generation?: number };

function workload({ generation = 2, spec = {}, status = {} }: Parts): Workload {
  return { metadata: { name: "web", generation }, spec, status: { observedGeneration: 2, ...status } };
}

const condition = (type: string, reason: string, status = "True"): NonNullable<Workload["status"]> => ({
  conditions: [{ type, status, reason, message: "because" }],
});

const rows: readonly (readonly [title: string, kind: WaitedKind, parts: Parts, state: string])[] = [
  ["a generation that nobody has seen", "Deployment", { generation: 3 }, "waiting: its controller has not seen it yet"],
  [
    "a rollout that begins",
    "Deployment",
    { spec: { replicas: 3 }, status: { updatedReplicas: 1 } },
    "waiting: 1 of 3 replicas are updated",
  ],
  [
    "old replicas that are left",
    "Deployment",
    { spec: { replicas: 3 }, status: { updatedReplicas: 3, replicas: 4 } },
    "waiting: 1 old replica is still there",
  ],
  [
    "replicas that are not available",
    "Deployment",
    { spec: { replicas: 3 }, status: { updatedReplicas: 3, replicas: 3, availableReplicas: 2 } },
    "waiting: 2 of 3 updated replicas are available",
  ],
  [
    "a rollout that is done",
    "Deployment",
    { spec: { replicas: 3 }, status: { updatedReplicas: 3, replicas: 3, availableReplicas: 3 } },
    "done: it is rolled out: 3 of 3 replicas are available",
  ],
  [
    "a deadline that is exceeded",
    "Deployment",
    { spec: { replicas: 3 }, status: condition("Progressing", "ProgressDeadlineExceeded", "False") },
    "failed: it exceeded its progress deadline: 0 of 3 replicas are updated, 0 available",
  ],
  [
    "a StatefulSet amid its update",
    "StatefulSet",
    {
      spec: { replicas: 2 },
      status: { readyReplicas: 2, updatedReplicas: 1, updateRevision: "b", currentRevision: "a" },
    },
    "waiting: 1 of 2 replicas are updated",
  ],
  [
    "a StatefulSet that is updated up to its partition",
    "StatefulSet",
    {
      spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      status: { readyReplicas: 2, updatedReplicas: 1, updateRevision: "b", currentRevision: "a" },
    },
    "done: it is rolled out: 2 of 2 replicas are ready",
  ],
  [
    "a DaemonSet amid its update",
    "DaemonSet",
    { status: { desiredNumberScheduled: 3, updatedNumberScheduled: 1 } },
    "waiting: 1 of 3 pods are updated",
  ],
  [
    "a DaemonSet that is done",
    "DaemonSet",
    { status: { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 } },
    "done: it is rolled out: 3 of 3 pods are available",
  ],
  [
    "a Job at work",
    "Job",
    { spec: { completions: 2 }, status: { succeeded: 1, active: 1 } },
    "waiting: 1 of 2 completions, 1 pod at work",
  ],
  ["a Job that is complete", "Job", { status: condition("Complete", "") }, "done: it is complete"],
  [
    "a Job that failed",
    "Job",
    { status: condition("Failed", "BackoffLimitExceeded") },
    "failed: it failed (BackoffLimitExceeded: because)",
  ],
  [
    "a Job that is about to fail",
    "Job",
    { status: condition("FailureTarget", "DeadlineExceeded") },
    "failed: it failed (DeadlineExceeded: because)",
  ],
];

for (const [title, kind, parts, expected] of rows) {
  test(`D6 wait: ${title}`, () => {
    const { kind: state, text } = stateOfWorkload(kind, workload(parts));
    assert.equal(`${state}: ${text}`, expected);
  });
}

test("D6 wait: only pods of the ReplicaSet that a Deployment rolls out say something about the rollout", () => {
  const status = {
    conditions: [{ type: "Progressing", status: "True", message: 'ReplicaSet "web-2" is progressing.' }],
  };
  const podOf = (name: string): Parameters<typeof isOfRollout>[2] => ({
    metadata: { name: "p", ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name, uid: "u" }] },
    spec: { containers: [] },
  });
  assert.deepEqual(
    ["web-1", "web-2"].map((name) => isOfRollout("Deployment", workload({ status }), podOf(name))),
    [false, true],
  );
  assert.equal(isOfRollout("Deployment", workload({ generation: 3, status }), podOf("web-2")), false);
});
