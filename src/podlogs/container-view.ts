import { findContainerStatus, isFailedStart } from "../kube/container-status.ts";
import type { ContainerState, ContainerStatus, Pod } from "../kube/objects.ts";
import { unscheduledReason } from "../kube/unscheduled-reason.ts";
import type { ContainerKind } from "../targets/target.ts";
import { type Instant, parseTimestamp } from "../time/timestamp.ts";

/** One run of a container whose log can be asked for. */
export interface Instance {
  /** As in the pod's status: `containerd://...`. */
  readonly id: string;
  /** Its restart count. */
  readonly number: number;
  /** Whether it must be asked for with `previous=true`. */
  readonly isPrevious: boolean;
  readonly isRunning: boolean;
  /** Whole seconds, as the status has it; absent when unknown. */
  readonly startedAt?: Instant | undefined;
  readonly finishedAt?: Instant | undefined;
  /** Why it could not be started, so that it wrote nothing; absent when it ran. */
  readonly startFailure?: string | undefined;
  /** Whether the pod's status names it no more: only its files are left. */
  readonly isOnlyInFiles?: true;
}

/** What the pod's status says of one of its containers. */
export interface ContainerView {
  readonly pod: Pod;
  /** Instances that the kubelet can give the log of, oldest first: at most the last terminated one and the current one. */
  readonly instances: readonly Instance[];
  /** Why the container waits; absent when it does not. */
  readonly waitingReason?: string | undefined;
  /** Whether it will never write again. */
  readonly isOver: boolean;
}

/**
 * Reads a container's state the way the kubelet does when it chooses the log to answer with (kubernetes
 * v1.36.3 pkg/kubelet/kubelet_pods.go validateContainerLogStatus). While a container waits, its last instance is asked
 * for with `previous`: that means the same one whether or not the next has started in the meantime.
 */
export function viewContainer(pod: Pod, name: string, kind: ContainerKind): ContainerView {
  const status = findContainerStatus(pod, name);
  const state = status?.state;
  const instances: Instance[] = [];
  if (status !== undefined) {
    const last = status.lastState?.terminated;
    const current = currentInstance(status);
    if (last?.containerID !== undefined && last.containerID !== "" && last.containerID !== current?.id) {
      const isLatest = current === undefined && (status.containerID ?? last.containerID) === last.containerID;
      instances.push({
        id: last.containerID,
        number: isLatest ? status.restartCount : Math.max(0, status.restartCount - 1),
        isPrevious: true,
        isRunning: false,
        startedAt: instantOf(last.startedAt),
        finishedAt: instantOf(last.finishedAt),
        startFailure: startFailureOf(last),
      });
    }
    if (current !== undefined) instances.push(current);
  }
  const isWaiting = state === undefined || (state.running === undefined && state.terminated === undefined);
  return {
    pod,
    instances,
    waitingReason: isWaiting ? (state?.waiting?.reason ?? reasonOfPod(pod)) : undefined,
    isOver: isOver(pod, name, kind, status),
  };
}

function reasonOfPod(pod: Pod): string | undefined {
  const unscheduled = unscheduledReason(pod);
  if (unscheduled === undefined) return pod.status?.reason ?? pod.status?.phase;
  const { reason, message } = unscheduled;
  return message === "" ? reason : `${reason}: ${message}`;
}

/** The instance that a question without `previous` is about; none while the container waits. */
function currentInstance(status: ContainerStatus): Instance | undefined {
  const { running, terminated } = status.state ?? {};
  const base = { number: status.restartCount, isPrevious: false };
  if (running !== undefined && status.containerID !== undefined && status.containerID !== "") {
    return { ...base, id: status.containerID, isRunning: true, startedAt: instantOf(running.startedAt) };
  }
  const id = terminated?.containerID;
  if (terminated === undefined || id === undefined || id === "") return undefined;
  return {
    ...base,
    id,
    isRunning: false,
    startedAt: instantOf(terminated.startedAt),
    finishedAt: instantOf(terminated.finishedAt),
    startFailure: startFailureOf(terminated),
  };
}

function startFailureOf(end: NonNullable<ContainerState["terminated"]>): string | undefined {
  if (!isFailedStart(end)) return undefined;
  const message = (end.message ?? "").replace(/\s+/gu, " ").trim();
  return [end.reason, message].filter(Boolean).join(": ");
}

function isOver(pod: Pod, name: string, kind: ContainerKind, status: ContainerStatus | undefined): boolean {
  const phase = pod.status?.phase;
  if (phase === "Succeeded" || phase === "Failed") return true;
  const terminated = status?.state?.terminated;
  if (terminated === undefined) return false;
  // Whoever is being deleted starts nothing any more.
  if (kind === "ephemeral" || pod.metadata.deletionTimestamp !== undefined) return true;
  // A policy of its own may have rules by exit code, which only the kubelet weighs.
  const container = pod.spec.containers.find((one) => one.name === name);
  if (kind === "sidecar" || container?.restartPolicy !== undefined) return false;
  const policy = pod.spec.restartPolicy ?? "Always";
  // With `Always` even an init container that succeeded runs again when the pod gets a new sandbox.
  return policy === "Never" || (policy === "OnFailure" && terminated.exitCode === 0);
}

function instantOf(text: string | undefined): Instant | undefined {
  return text === undefined || text === "" ? undefined : parseTimestamp(text);
}
