import { findContainerStatus } from "../kube/container-status.ts";
import type { Pod } from "../kube/objects.ts";

/**
 * A sentence about a container that has not started, with what the kubelet says of the reason (`configmap "app-config" not found`), where it
 * says more. Of a crash loop that is only how long it waits, and is left out.
 * @param pod The newest known state; undefined when none is known.
 */
export function withWaitingMessage(sentence: string, pod: Pod | undefined, container: string): string {
  const waiting = pod && findContainerStatus(pod, container)?.state?.waiting;
  const message = (waiting?.message ?? "").replace(/\s+/gu, " ").trim();
  const isWanted = message !== "" && waiting?.reason !== undefined && waiting.reason !== "CrashLoopBackOff";
  // The API server names the reason; a state that says another one is of another moment.
  return isWanted && sentence.endsWith(waiting.reason) ? `${sentence}: ${message}` : sentence;
}
