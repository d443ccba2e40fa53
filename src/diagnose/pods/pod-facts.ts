import { findContainerStatus, isFailedStart } from "../../kube/container-status.ts";
import type { KubeEvent, Pod } from "../../kube/objects.ts";
import type { LogFileName } from "../../logfiles/log-file-name.ts";
import { containersOf } from "../../targets/pods/containers.ts";
import type { ContainerKind } from "../../targets/target.ts";
import type { Subject } from "../diagnosis.ts";
import type { Look } from "../look.ts";
import type { LogProbe } from "./log-probe.ts";

/** What was seen of one pod. */
export interface PodFacts {
  readonly pod: Pod;
  /** Those that were asked for. */
  readonly containers: readonly string[];
  /** Of the pod, oldest first. */
  readonly events: Look<readonly KubeEvent[]>;
  /** What reading one line of each container's log came to; a container that was not tried is absent. */
  readonly logs: ReadonlyMap<string, LogProbe>;
  /** Containers that have run, and whose logs were not tried, since those of many others were. */
  readonly untried: readonly string[];
  /** The same of the instance before. */
  readonly previous: ReadonlyMap<string, LogProbe>;
  /**
   * The log files of containers whose log the API did not give; undefined where nodes/proxy may not be read, or
   * nothing was missing.
   */
  readonly files: ReadonlyMap<string, Look<readonly LogFileName[]>> | undefined;
  /** Whether a younger pod of the same owner does what this one failed to do. */
  readonly isReplaced: boolean;
  /** The API server's clock, in milliseconds since 1970. */
  readonly nowMs: number;
}

/** The pod as what a finding is about. */
export function podSubject({ metadata }: Pod): Subject {
  return { kind: "Pod", name: metadata.name, namespace: metadata.namespace ?? "" };
}

/** A container as what a finding is about. */
export function containerSubject({ metadata }: Pod, container: string): Subject {
  return { kind: "Container", name: container, pod: metadata.name, namespace: metadata.namespace ?? "" };
}

/** `pod shop/web-1`, as verdicts name it. */
export function podText({ metadata }: Pod): string {
  return `pod ${metadata.namespace}/${metadata.name}`;
}

/** `NAME -n NAMESPACE`, for commands. */
export function podWords({ metadata }: Pod): string {
  return `${metadata.name} -n ${metadata.namespace}`;
}

/** Which list of the spec the container stands in. */
export function kindOf(pod: Pod, container: string): ContainerKind {
  return containersOf(pod).find(({ name }) => name === container)?.kind ?? "regular";
}

/** Whether the kubelet starts the container again even when it has ended well. */
export function isStartedAnew(pod: Pod, container: string): boolean {
  const kind = kindOf(pod, container);
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return kind === "sidecar" || (kind === "regular" && pod.spec.restartPolicy === "Always");
}

/** Whether the container has ever run, as far as its status tells. */
export function hasRun(pod: Pod, container: string): boolean {
  const status = findContainerStatus(pod, container);
  return status?.state?.running !== undefined || hasEnded(pod, container);
}

/** Whether a run of the container is over, this one or one before. A start that failed is none. */
function hasEnded(pod: Pod, container: string): boolean {
  const status = findContainerStatus(pod, container);
  const ends = [status?.state?.terminated, status?.lastState?.terminated];
  return ends.some((end) => end !== undefined && !isFailedStart(end));
}

/** The messages of events with one of these reasons, of a container where one is named; the newest last. */
export function eventTexts(
  { events }: Pick<PodFacts, "events">,
  reasons: readonly string[],
  container?: string,
): readonly string[] {
  if (!events.isSeen) return [];
  const isOf = ({ involvedObject }: KubeEvent): boolean =>
    container === undefined ||
    involvedObject?.fieldPath === undefined ||
    involvedObject.fieldPath.includes(`{${container}}`);
  const chosen = events.value.filter((event) => reasons.includes(event.reason ?? "") && isOf(event));
  return [...new Set(chosen.map(({ message = "" }) => message.trim()))];
}

/** When the last of several events came, in milliseconds since 1970; undefined for none. */
export function eventTimeMs({ lastTimestamp, eventTime, firstTimestamp }: KubeEvent): number {
  return Date.parse(lastTimestamp ?? eventTime ?? firstTimestamp ?? "") || 0;
}
