import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pod } from "../../../src/kube/objects.ts";
import { withWaitingMessage } from "../../../src/podlogs/waiting-message.ts";

function waiting(reason: string, message?: string): Pod {
  const state = { waiting: message === undefined ? { reason } : { reason, message } };
  return {
    metadata: { name: "web-1", namespace: "shop" },
    spec: { containers: [{ name: "app" }] },
    status: { containerStatuses: [{ name: "app", restartCount: 0, state }] },
  };
}

const config = 'configmap "app-config" not found';

const rows: readonly (readonly [title: string, reason: string, pod: Pod | undefined, expected: string])[] = [
  [
    "what the kubelet says stands behind the reason",
    "CreateContainerConfigError",
    waiting("CreateContainerConfigError", config),
    `CreateContainerConfigError: ${config}`,
  ],
  [
    "lines become one",
    "ErrImagePull",
    waiting("ErrImagePull", "rpc error:\n  not found\n"),
    "ErrImagePull: rpc error: not found",
  ],
  ["nothing is added to a reason alone", "ContainerCreating", waiting("ContainerCreating"), "ContainerCreating"],
  [
    "a crash loop waits, which says no more",
    "CrashLoopBackOff",
    waiting("CrashLoopBackOff", "back-off 5m0s"),
    "CrashLoopBackOff",
  ],
  [
    "a state of another moment counts for nothing",
    "ErrImagePull",
    waiting("CreateContainerConfigError", config),
    "ErrImagePull",
  ],
  ["nor does a pod that is not known", "ErrImagePull", undefined, "ErrImagePull"],
];

for (const [title, reason, pod, expected] of rows) {
  test(`L31 a container that has not started: ${title}`, () => {
    assert.equal(withWaitingMessage(`has not started: ${reason}`, pod, "app"), `has not started: ${expected}`);
  });
}
