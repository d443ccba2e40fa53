import type { Pod } from "./objects.ts";

/** Why the scheduler has found no node for a pod, in its own words; undefined when it has one, or nothing was said yet. */
export function unscheduledReason({
  spec,
  status,
}: Pod): { readonly reason: string; readonly message: string } | undefined {
  if (spec.nodeName !== undefined) return undefined;
  const condition = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (condition?.status !== "False") return undefined;
  return { reason: condition.reason ?? "Unschedulable", message: condition.message ?? "" };
}
