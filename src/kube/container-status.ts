import type { ContainerState, ContainerStatus, Pod } from "./objects.ts";

/**
 * What a pod's status says of one of its containers, of whatever kind: names are unique in a pod. Undefined before the
 * kubelet has said anything.
 */
export function findContainerStatus({ status }: Pick<Pod, "status">, name: string): ContainerStatus | undefined {
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses } = status ?? {};
  for (const statuses of [containerStatuses, initContainerStatuses, ephemeralContainerStatuses]) {
    const found = statuses?.find((one) => one.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether that end is of a start that failed (a command that is not in the image): nothing ran, and nothing was written. */
export function isFailedStart(end: ContainerState["terminated"]): boolean {
  return end?.reason === "StartError" || end?.reason === "ContainerCannotRun";
}
