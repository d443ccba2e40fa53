import type { ContainerReading } from "./container-reading.ts";
import { type ContainerView, viewContainer } from "./container-view.ts";
import { judgeFailure, type LogFailure } from "./log-failure.ts";

/** Where the instance that is being read stands now. */
export type Location =
  /** Its log can be asked for; whether as the previous one is set in the reading. */
  | { readonly kind: "found"; readonly view: ContainerView }
  /** The pod is there, the instance's log is not. */
  | { readonly kind: "replaced"; readonly view: ContainerView }
  | { readonly kind: "pod-gone" }
  | { readonly kind: "failed"; readonly failure: LogFailure };

/**
 * Asks the API server where the instance being read is now. The log endpoint takes no container ID, so
 * this is how one knows whose log an answer was: the state before and the state after must agree.
 */
export async function locateInstance(reading: ContainerReading, signal: AbortSignal): Promise<Location> {
  const { target, instance } = reading;
  try {
    const pod = await target.pods.refresh(target.pod, signal);
    if (pod === undefined) return { kind: "pod-gone" };
    const view = viewContainer(pod, target.container, target.kind);
    const found = instance === undefined ? undefined : view.instances.find(({ id }) => id === instance.id);
    if (instance !== undefined && found === undefined && instance.isOnlyInFiles !== true)
      return { kind: "replaced", view };
    if (found !== undefined) reading.instance = found;
    return { kind: "found", view };
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: "failed", failure: judgeFailure(error) };
  }
}

/**
 * Whether an answer that has just been opened is of the instance that it was asked for, by the state of the container after
 * it; where that cannot be had, it is.
 */
export async function isStillInstance(reading: ContainerReading, signal: AbortSignal): Promise<boolean> {
  const wasPrevious = reading.instance?.isPrevious;
  const where = await locateInstance(reading, signal);
  return where.kind === "failed" || (where.kind === "found" && reading.instance?.isPrevious === wasPrevious);
}
