import { findContainerStatus, isFailedStart } from "../../kube/container-status.ts";
import type { ContainerState, ContainerStatus } from "../../kube/objects.ts";
import type { Target } from "../../targets/target.ts";

/** What is known of a target's container; undefined before the kubelet has said anything. */
export function containerStatusOf({ pods, pod, container }: Target): ContainerStatus | undefined {
  const known = pods.current(pod);
  return known === undefined ? undefined : findContainerStatus(known, container);
}

/** Whether the container has ever started. */
export function hasStarted(target: Target): boolean {
  const status = containerStatusOf(target);
  const isStarted = Boolean(status?.containerID) && !endsOf(status).some(isFailedStart);
  return isStarted || status?.state?.running !== undefined || hasEnded(target);
}

/** Whether an instance of the container has ended, and not only a start that failed. */
export function hasEnded(target: Target): boolean {
  return endsOf(containerStatusOf(target)).some((end) => !isFailedStart(end));
}

function endsOf(status: ContainerStatus | undefined): readonly NonNullable<ContainerState["terminated"]>[] {
  return [status?.lastState?.terminated, status?.state?.terminated].filter((end) => end !== undefined);
}
