import type { ContainerStatus, Pod } from "../../kube/objects.ts";
import { kindOf } from "../pods/pod-facts.ts";

/**
 * Why what is done is not trusted yet.
 * - `young`: a container without a readiness probe has only just begun.
 * - `ended`: a container has ended, and has not stayed up for long enough since.
 * - `again`: a container has ended, and then once more.
 */
export interface Unrest {
  readonly kind: "young" | "ended" | "again";
  /** A sentence without a full stop. */
  readonly text: string;
}

/** Watches whether the pods of what is done stay up: without a readiness probe, what is about to crash counts as ready. */
export class Settling {
  /** How often each container had ended before it was watched. */
  readonly #before = new Map<string, number>();

  /**
   * To be asked again and again from the first time on that it is done; undefined where everything stays up.
   * @param nowMs The API server's clock, in milliseconds since 1970.
   */
  look(pods: readonly Pod[], nowMs: number): Unrest | undefined {
    const found = pods.filter(isAtWork).flatMap((pod) => {
      const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
      return [...initContainerStatuses, ...containerStatuses].flatMap((one) => this.#lookAt(pod, one, nowMs) ?? []);
    });
    return kinds.flatMap((kind) => found.find((unrest) => unrest.kind === kind) ?? [])[0];
  }

  #lookAt(pod: Pod, status: ContainerStatus, nowMs: number): Unrest | undefined {
    const { name, state = {}, lastState, restartCount } = status;
    const kind = kindOf(pod, name);
    if (kind === "init") return undefined;
    const { running } = state;
    const isUpFor = (ms: number): boolean =>
      running !== undefined && !(nowMs - Date.parse(running.startedAt ?? "") < ms);
    const which = `container ${name} of pod ${pod.metadata.name}`;
    const last = state.terminated ?? lastState?.terminated;
    const key = `${pod.metadata.uid ?? ""}/${name}`;
    if (last === undefined) {
      this.#before.set(key, restartCount);
      const hasProbe = pod.spec.containers.some((one) => one.name === name && one.readinessProbe !== undefined);
      if (kind !== "regular" || hasProbe || running === undefined || isUpFor(youngMs)) return undefined;
      return { kind: "young", text: `${which} has only just begun` };
    }
    const ends = restartCount + (running === undefined ? 1 : 0);
    const before = this.#before.get(key) ?? (isUpFor(settleMs) ? ends : ends - 1);
    this.#before.set(key, before);
    if (ends - before > 1) return { kind: "again", text: `${which} ended again, with exit code ${last.exitCode}` };
    if (ends === before || isUpFor(settleMs)) return undefined;
    return { kind: "ended", text: `${which} ended with exit code ${last.exitCode}, and has to stay up` };
  }
}

const kinds: readonly Unrest["kind"][] = ["again", "ended", "young"];

/** So long a container has to run that nothing probes. */
const youngMs = 5000;
/** So long a container has to run that has ended before. */
const settleMs = 10_000;

function isAtWork({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase === "Running";
}
