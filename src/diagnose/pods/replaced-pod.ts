import type { Pod } from "../../kube/objects.ts";

/**
 * Whether a younger pod of the same owner does, or did, what this one failed to do: then its failure is over. Evicted
 * pods of a Deployment stay like this, and the failed tries of a Job.
 */
export function isReplaced(pod: Pod, pods: readonly Pod[]): boolean {
  if (pod.status?.phase !== "Failed") return false;
  const owner = ownerOf(pod);
  if (owner === undefined) return false;
  const bornMs = Date.parse(pod.metadata.creationTimestamp ?? "");
  return pods.some((other) => {
    const isYounger = Date.parse(other.metadata.creationTimestamp ?? "") > bornMs;
    return other !== pod && isYounger && ownerOf(other) === owner && isWell(other);
  });
}

function ownerOf({ metadata }: Pod): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}

function isWell({ status, metadata }: Pod): boolean {
  if (status?.phase === "Succeeded") return true;
  const isReady = status?.conditions?.some(({ type, status: holds }) => type === "Ready" && holds === "True") === true;
  return isReady && metadata.deletionTimestamp === undefined;
}
