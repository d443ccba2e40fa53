import { findContainerStatus } from "../../kube/container-status.ts";
import type { ContainerStatus } from "../../kube/objects.ts";
import type { Target } from "../../targets/target.ts";

/** What is known of a target's container; undefined before the kubelet has said anything. */
export function containerStatusOf({ pods, pod, container }: Target): ContainerStatus | undefined {
  const known = pods.current(pod);
  return known === undefined ? undefined : findContainerStatus(known, container);
}

/** Whether the container has ever started. */
export function hasStarted(target: Target): boolean {
  return Boolean(containerStatusOf(target)?.containerID) || hasEnded(target);
}

/** Whether an instance of the container has ended. */
export function hasEnded(target: Target): boolean {
  const status = containerStatusOf(target);
  return status?.lastState?.terminated !== undefined || status?.state?.terminated !== undefined;
}
