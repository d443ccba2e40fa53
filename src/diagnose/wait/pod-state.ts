import type { ContainerStatus, Pod } from "../../kube/objects.ts";
import { isLostRun } from "../pods/exit-meaning.ts";
import { imageReasons } from "../pods/image-causes.ts";
import type { WaitState } from "./workload-state.ts";

/** Of pods that no workload speaks for: each must be ready, or have ended well. */
export function stateOfPods(pods: readonly Pod[]): WaitState {
  if (pods.length === 0) return { kind: "waiting", text: "there is no pod yet" };
  const failed = pods.find(({ status }) => status?.phase === "Failed");
  if (failed !== undefined) {
    const { reason, message } = failed.status ?? {};
    const why = [reason, message].filter(Boolean).join(": ");
    return { kind: "failed", text: `pod ${failed.metadata.name} failed${why === "" ? "" : ` (${why})`}` };
  }
  const well = pods.filter(({ status }) => {
    const isReady = status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True");
    return isReady === true || status?.phase === "Succeeded";
  });
  const text = `${well.length} of ${pods.length} pod${pods.length === 1 ? " is" : "s are"} ready or complete`;
  return { kind: well.length === pods.length ? "done" : "waiting", text };
}

/** Something that makes it certain that a pod will not become ready by waiting. */
export interface Doom {
  /** Tells dooms of a pod apart. */
  readonly key: string;
  /** A sentence without a full stop. */
  readonly text: string;
  /** It may pass: a Secret may be made a moment after the pod. Then it must have lasted for a while. */
  readonly mayPass: boolean;
}

/** What decides about what is certain. */
export interface DoomLimits {
  /** More restarts of a container are a crash loop. */
  readonly maxRestarts: number;
  /** The API server's clock, in milliseconds since 1970. */
  readonly nowMs: number;
}

/** Why a pod will not become ready, or will not stay so; undefined where it may. */
export function doomOf(pod: Pod, limits: DoomLimits): Doom | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  for (const status of [...initContainerStatuses, ...containerStatuses]) {
    const doom = doomOfContainer(pod, status, limits);
    if (doom !== undefined) return doom;
  }
  return undefined;
}

function doomOfContainer(pod: Pod, status: ContainerStatus, { maxRestarts, nowMs }: DoomLimits): Doom | undefined {
  const { name, restartCount, state } = status;
  const which = `container ${name} of pod ${pod.metadata.name}`;
  const { reason = "", message } = state?.waiting ?? {};
  const key = `${pod.metadata.uid ?? ""}/${name}/${reason}`;
  const why = `${reason}${message === undefined ? "" : `: ${message}`}`;
  if (imageReasons.includes(reason)) {
    // A first failure may be the network's; the kubelet waits longer and longer once it has tried again.
    return {
      key: `${pod.metadata.uid ?? ""}/${name}/image`,
      text: `the image of ${which} cannot be pulled (${why})`,
      mayPass: reason === "ErrImagePull",
    };
  }
  if (/^(?:CreateContainer(?:Config)?Error|InvalidImageName|RunContainerError)$/.test(reason)) {
    return { key, text: `${which} cannot be started (${why})`, mayPass: true };
  }
  if (restartCount <= maxRestarts) return undefined;
  const ended = status.lastState?.terminated ?? state?.terminated;
  // Between two ends a container may be ready; one that has been for long has come to rest, and so has one that is ready
  // after its node went: what it does by itself will be seen.
  const isRecent = nowMs - Date.parse(ended?.finishedAt ?? "") < restMs;
  const isAtRest = status.ready === true && (!isRecent || (ended !== undefined && isLostRun(ended)));
  if (isAtRest) return undefined;
  const last = ended === undefined ? "" : `, the last time after exit code ${ended.exitCode}`;
  return {
    key,
    text: `${which} was restarted ${restartCount} time${restartCount === 1 ? "" : "s"}${last}`,
    mayPass: false,
  };
}

/** The kubelet counts a crash loop anew when a container has run for so long (kubernetes v1.36.3, `MaxContainerBackOff` twice). */
const restMs = 600_000;
