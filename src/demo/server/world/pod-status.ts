import type { Container, ContainerRole } from "./container.ts";

/** The phase of a pod (kubernetes v1.36.3 pkg/kubelet/kubelet_pods.go, getPhase). */
export type PodPhase = "Pending" | "Running" | "Succeeded" | "Failed";

/** What a pod's status tells of: the node's view of it. */
export interface ObservedPod {
  /** Null: not scheduled yet. */
  readonly nodeName: string | null;
  readonly containers: readonly Container[];
  readonly restartPolicy: "Always" | "OnFailure" | "Never";
  readonly startTime: string;
}

/** The `status` of a pod as its kubelet would write it. */
export function podStatus(pod: ObservedPod): Readonly<Record<string, unknown>> {
  if (pod.nodeName === null) return { phase: "Pending", conditions: [unschedulable], qosClass: "BestEffort" };
  const statusesOf = (...roles: readonly ContainerRole[]): unknown[] =>
    pod.containers.filter(({ role }) => roles.includes(role)).map(containerStatus);
  const initContainerStatuses = statusesOf("init", "sidecar");
  const ephemeralContainerStatuses = statusesOf("ephemeral");
  return {
    phase: podPhase(pod),
    conditions: conditionsOf(pod),
    hostIP: "10.250.0.11",
    podIP: "10.244.1.2",
    startTime: pod.startTime,
    ...(initContainerStatuses.length > 0 ? { initContainerStatuses } : {}),
    containerStatuses: statusesOf("regular"),
    ...(ephemeralContainerStatuses.length > 0 ? { ephemeralContainerStatuses } : {}),
    qosClass: "BestEffort",
  };
}

/** What phase the pod's containers make. */
function podPhase(pod: ObservedPod): PodPhase {
  if (pod.nodeName === null) return "Pending";
  const regular = pod.containers.filter(({ role }) => role === "regular");
  if (regular.some(({ state, lastState }) => state.waiting !== undefined && lastState.terminated === undefined))
    return "Pending";
  if (regular.some(({ state }) => state.terminated === undefined) || pod.restartPolicy === "Always") return "Running";
  if (regular.every(({ state }) => state.terminated?.exitCode === 0)) return "Succeeded";
  return pod.restartPolicy === "Never" ? "Failed" : "Running";
}

const unschedulable = {
  type: "PodScheduled",
  status: "False",
  reason: "Unschedulable",
  message: "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
};

function conditionsOf(pod: ObservedPod): unknown[] {
  const isInitialized = pod.containers.every(({ role, state }) => role !== "init" || state.terminated?.exitCode === 0);
  const unready = pod.containers.filter(({ role, state }) => role === "regular" && state.running === undefined);
  const isReady = isInitialized && unready.length === 0;
  const reason = podPhase(pod) === "Succeeded" ? "PodCompleted" : "ContainersNotReady";
  const whyNot = isReady
    ? {}
    : { reason, message: `containers with unready status: [${unready.map(({ name }) => name).join(" ")}]` };
  return [
    condition("PodReadyToStartContainers", true),
    condition("Initialized", isInitialized),
    { ...condition("Ready", isReady), ...whyNot },
    { ...condition("ContainersReady", isReady), ...whyNot },
    condition("PodScheduled", true),
  ];
}

function condition(type: string, holds: boolean): { type: string; status: string } {
  return { type, status: holds ? "True" : "False" };
}

function containerStatus(container: Container): unknown {
  const { name, image, role, state, lastState, restartCount, current } = container;
  const isRunning = state.running !== undefined;
  return {
    name,
    state,
    lastState,
    ready: role === "init" ? state.terminated?.exitCode === 0 : isRunning,
    restartCount,
    image,
    imageID: "",
    ...(current === undefined ? {} : { containerID: current.containerId }),
    started: isRunning,
  };
}
