import assert from "node:assert/strict";
import { test } from "node:test";
import { doomOf, stateOfPods } from "../../../../src/diagnose/wait/pod-state.ts";
import type { ContainerStatus, Pod, PodStatus } from "../../../../src/kube/objects.ts";

function pod(status: PodStatus): Pod {
  return { metadata: { name: "web-1", uid: "u" }, spec: { containers: [{ name: "main" }] }, status };
}

function container(parts: Partial<ContainerStatus>): Pod {
  return pod({ containerStatuses: [{ name: "main", restartCount: 0, ...parts }] });
}

function waiting(reason: string, message?: string): Partial<ContainerStatus> {
  return { state: { waiting: message === undefined ? { reason } : { reason, message } } };
}

const nowMs = Date.parse("2026-11-21T10:00:00Z");

function readyAfter(endedAt: string, end: { exitCode: number; reason?: string } = { exitCode: 1 }): Pod {
  const lastState = { terminated: { ...end, finishedAt: endedAt } };
  return container({ restartCount: 9, ready: true, state: { running: {} }, lastState });
}

const dooms: readonly (readonly [title: string, pod: Pod, text: string | undefined, mayPass?: boolean])[] = [
  ["a pod that runs", container({ state: { running: {} } }), undefined],
  ["a container that is being made", container(waiting("ContainerCreating")), undefined],
  ["a crash within the limit", container({ restartCount: 2, ...waiting("CrashLoopBackOff") }), undefined],
  [
    "a crash loop beyond the limit",
    container({ restartCount: 3, lastState: { terminated: { exitCode: 7 } }, ...waiting("CrashLoopBackOff") }),
    "container main of pod web-1 was restarted 3 times, the last time after exit code 7",
    false,
  ],
  ["a container that came to rest after many restarts", readyAfter("2026-11-21T09:40:00Z"), undefined],
  [
    "a container that is ready after its node went",
    readyAfter("2026-11-21T09:59:00Z", { exitCode: 255, reason: "Unknown" }),
    undefined,
  ],
  [
    "a container that is ready between two ends",
    readyAfter("2026-11-21T09:59:00Z"),
    "container main of pod web-1 was restarted 9 times, the last time after exit code 1",
    false,
  ],
  [
    "an image that cannot be pulled, for the second time",
    container(waiting("ImagePullBackOff", "not found")),
    "the image of container main of pod web-1 cannot be pulled (ImagePullBackOff: not found)",
    false,
  ],
  [
    "an image that cannot be pulled, for the first time",
    container(waiting("ErrImagePull")),
    "the image of container main of pod web-1 cannot be pulled (ErrImagePull)",
    true,
  ],
  [
    "a Secret that is not there",
    container(waiting("CreateContainerConfigError", 'secret "db" not found')),
    'container main of pod web-1 cannot be started (CreateContainerConfigError: secret "db" not found)',
    true,
  ],
  [
    "an init container",
    pod({ initContainerStatuses: [{ name: "setup", restartCount: 3 }] }),
    "container setup of pod web-1 was restarted 3 times",
    false,
  ],
];

for (const [title, one, text, mayPass] of dooms) {
  test(`D6 wait: ${title} ${text === undefined ? "may still become ready" : "will not become ready"}`, () => {
    const doom = doomOf(one, { maxRestarts: 2, nowMs });
    assert.equal(doom?.text, text);
    assert.equal(doom?.mayPass, mayPass);
  });
}

test("D6 wait: pods without a workload must be ready or complete", () => {
  const ready = pod({ phase: "Running", conditions: [{ type: "Ready", status: "True" }] });
  const complete = pod({ phase: "Succeeded" });
  const young = pod({ phase: "Pending" });
  const failed = pod({ phase: "Failed", reason: "Evicted", message: "disk" });
  const states = [[], [ready, young], [ready, complete], [ready, failed]].map(stateOfPods);
  assert.deepEqual(
    states.map(({ kind, text }) => `${kind}: ${text}`),
    [
      "waiting: there is no pod yet",
      "waiting: 1 of 2 pods are ready or complete",
      "done: 2 of 2 pods are ready or complete",
      "failed: pod web-1 failed (Evicted: disk)",
    ],
  );
});
