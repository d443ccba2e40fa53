import { hasCode } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { parseSource } from "../../targets/grammar/source-expression.ts";
import { findBuiltInType } from "../../targets/kinds/built-in-types.ts";
import { objectPath } from "../../targets/kinds/resource-type.ts";
import type { Selection } from "../../targets/selection.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import { doomOf, stateOfPods } from "./pod-state.ts";
import { isOfRollout, stateOfWorkload, type WaitedKind, type WaitState, type Workload } from "./workload-state.ts";

/** What is waited for, and how long. */
export interface WaitRequest {
  readonly selection: Selection;
  /** What was asked for, as it was written. */
  readonly target: string;
  readonly timeoutMs: number;
  /** More restarts of one container are a crash loop. */
  readonly maxRestarts: number;
}

/** What waiting needs. */
export interface WaitEnvironment {
  /** The pods that are known by now. */
  readonly pods: () => readonly Pod[];
  /** Told each time that it stands otherwise than before. */
  readonly onProgress: (text: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What waiting came to. */
export interface WaitOutcome {
  readonly kind: "done" | "failed" | "timeout";
  /** A sentence. */
  readonly text: string;
}

/**
 * Waits until a rollout, a Job or pods are done, or it is certain that they will not be. A workload that is not there is waited for.
 * @throws KtError where it may not be read, or the server does not answer; the signal's reason.
 */
export async function waitForSource(
  client: KubeClient,
  request: WaitRequest,
  { pods, onProgress, clock, signal }: WaitEnvironment,
): Promise<WaitOutcome> {
  const { target, timeoutMs, maxRestarts } = request;
  const place = placeOf(client, request.selection);
  const endMs = clock.nowMs() + timeoutMs;
  const dooms = new Map<string, number>();
  let told = "";
  for (;;) {
    const workload = place === undefined ? undefined : await readWorkload(client, place.path, signal);
    const state = stateNow(place?.kind, workload, pods());
    if (state.kind === "failed") return { kind: "failed", text: `${target}: ${state.text}.` };
    const watched = pods().filter((pod) => {
      if (place === undefined) return true;
      return workload !== undefined && isOfRollout(place.kind, workload, pod);
    });
    const doom = watched
      .flatMap((pod) => doomOf(pod, { maxRestarts, nowMs: client.serverNowMs() }) ?? [])
      .find(({ key, mayPass }) => {
        const sinceMs = dooms.get(key) ?? clock.nowMs();
        dooms.set(key, sinceMs);
        return !mayPass || clock.nowMs() - sinceMs >= passMs;
      });
    if (doom !== undefined) return { kind: "failed", text: `${target} will not be done: ${doom.text}.` };
    if (state.kind === "done") return { kind: "done", text: `${target}: ${state.text}.` };
    if (state.text !== told) onProgress(state.text);
    told = state.text;
    if (clock.nowMs() >= endMs) {
      return {
        kind: "timeout",
        text: `${target} was not done within ${Math.round(timeoutMs / 1000)} s: ${state.text}.`,
      };
    }
    await pause(clock, Math.min(pollMs, Math.max(1, endMs - clock.nowMs())), signal);
    signal.throwIfAborted();
  }
}

const pollMs = 1000;
/** What may pass must have lasted for so long. */
const passMs = 10_000;

interface Place {
  readonly kind: WaitedKind;
  readonly path: string;
}

/** The workload that the only source names. */
function placeOf(client: KubeClient, { sources = [], namespaces = [] }: Selection): Place | undefined {
  const [text, another] = sources;
  if (text === undefined || another !== undefined) return undefined;
  const { form, type = "", name, namespace = namespaces[0] ?? client.namespace } = parseSource(text);
  const known = form === "typed" ? findBuiltInType(type) : undefined;
  const kind = waitedKinds.find((one) => one === known?.kind);
  if (known === undefined || kind === undefined || !/^[a-z0-9.-]+$/.test(name)) return undefined;
  return { kind, path: objectPath(known, namespace, name) };
}

const waitedKinds: readonly WaitedKind[] = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

async function readWorkload(client: KubeClient, path: string, signal: AbortSignal): Promise<Workload | undefined> {
  try {
    return await client.get<Workload>(path, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (hasCode(error, "KT_NOT_FOUND")) return undefined;
    throw error;
  }
}

function stateNow(kind: WaitedKind | undefined, workload: Workload | undefined, pods: readonly Pod[]): WaitState {
  if (kind === undefined) return stateOfPods(pods);
  return workload === undefined ? { kind: "waiting", text: "it is not there yet" } : stateOfWorkload(kind, workload);
}
