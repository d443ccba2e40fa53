import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerStatus, Pod, PodStatus } from "../../../src/kube/objects.ts";
import { podObject } from "../../support/pod-objects.ts";
import { viewContainer } from "../../../src/podlogs/container-view.ts";
import type { ContainerKind } from "../../../src/targets/target.ts";

interface Facts {
  readonly status?: Partial<ContainerStatus>;
  readonly policy?: "Always" | "OnFailure" | "Never";
  readonly phase?: NonNullable<PodStatus["phase"]>;
  readonly ownPolicy?: string;
  readonly isDeleted?: boolean;
}

function podOf({ status, policy = "Always", phase = "Running", ownPolicy, isDeleted = false }: Facts): Pod {
  return {
    metadata: { name: "web-1", ...(isDeleted ? { deletionTimestamp: "2026-11-21T08:00:00Z" } : {}) },
    spec: {
      restartPolicy: policy,
      containers: [{ name: "app", ...(ownPolicy === undefined ? {} : { restartPolicy: ownPolicy }) }],
    },
    status: {
      phase,
      ...(status === undefined ? {} : { containerStatuses: [{ name: "app", restartCount: 0, ...status }] }),
    },
  };
}

const running = { running: { startedAt: "2026-11-21T08:00:00Z" } };
const ended = (id: string, exitCode = 1): { terminated: { exitCode: number; containerID: string } } => ({
  terminated: { exitCode, containerID: id },
});

const readable: readonly (readonly [
  title: string,
  status: Partial<ContainerStatus> | undefined,
  instances: readonly string[],
])[] = [
  ["no status yet", undefined, []],
  ["waiting for its first start", { state: { waiting: { reason: "ContainerCreating" } } }, []],
  ["first run", { containerID: "a", state: running }, ["a #0 plain running"]],
  [
    "second run",
    { restartCount: 1, containerID: "b", state: running, lastState: ended("a") },
    ["a #0 previous", "b #1 plain running"],
  ],
  ["just crashed", { containerID: "a", state: ended("a") }, ["a #0 plain"]],
  [
    "crashed again",
    { restartCount: 1, containerID: "b", state: ended("b"), lastState: ended("a") },
    ["a #0 previous", "b #1 plain"],
  ],
  [
    "waits after a crash",
    { restartCount: 1, containerID: "b", state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: ended("b") },
    ["b #1 previous"],
  ],
];

test("L9 L15 which instances the kubelet can give, and how it must be asked for them", () => {
  for (const [title, status, expected] of readable) {
    const view = viewContainer(podOf(status === undefined ? {} : { status }), "app", "regular");
    const instances = view.instances.map(
      ({ id, number, isPrevious, isRunning }) =>
        `${id} #${number} ${isPrevious ? "previous" : "plain"}${isRunning ? " running" : ""}`,
    );
    assert.deepEqual(instances, expected, title);
  }
});

const over: readonly (readonly [title: string, facts: Facts, kind: ContainerKind, isOver: boolean])[] = [
  ["a running container", { status: { containerID: "a", state: running } }, "regular", false],
  ["a crashed one that is started again", { status: { state: ended("a") } }, "regular", false],
  ["one that ended well, with OnFailure", { policy: "OnFailure", status: { state: ended("a", 0) } }, "regular", true],
  ["one that failed, with OnFailure", { policy: "OnFailure", status: { state: ended("a") } }, "regular", false],
  ["any, with Never", { policy: "Never", status: { state: ended("a") } }, "regular", true],
  [
    "one with rules of its own",
    { policy: "Never", ownPolicy: "Never", status: { state: ended("a") } },
    "regular",
    false,
  ],
  ["any of a pod that has finished", { phase: "Succeeded", status: { state: ended("a", 0) } }, "regular", true],
  ["one of a pod that is being deleted", { isDeleted: true, status: { state: ended("a") } }, "regular", true],
  ["an ephemeral one", { status: { state: ended("a", 0) } }, "ephemeral", true],
  ["an init container of a pod that restarts", { status: { state: ended("a", 0) } }, "init", false],
  ["an init container of a Job", { policy: "Never", status: { state: ended("a", 0) } }, "init", true],
];

test("L9 when a container can write no more", () => {
  for (const [title, facts, kind, isOver] of over)
    assert.equal(viewContainer(podOf(facts), "app", kind).isOver, isOver, title);
});

test("L6 a pod without a node waits for what the scheduler says", () => {
  const message = "0/3 nodes are available: 3 Insufficient cpu.";
  const conditions = [{ type: "PodScheduled", status: "False" as const, reason: "Unschedulable", message }];
  const pending = podObject("web-1", { node: null, phase: "Pending", conditions });
  assert.equal(viewContainer(pending, "web-1", "regular").waitingReason, `Unschedulable: ${message}`);
  const fresh = podObject("web-1", { node: null, phase: "Pending" });
  assert.equal(viewContainer(fresh, "web-1", "regular").waitingReason, "Pending");
});
