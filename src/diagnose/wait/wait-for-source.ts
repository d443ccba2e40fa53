import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import type { Selection } from "../../targets/selection.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import { doomOf } from "./pod-state.ts";
import { Settling, type Unrest } from "./settling.ts";
import { WaitedWorkloads } from "./waited-workloads.ts";
import type { WaitState } from "./workload-state.ts";

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
  /** The pods that are known by now; undefined while nobody has looked for them. */
  readonly pods: () => readonly Pod[] | undefined;
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
  const workloads = new WaitedWorkloads(client, request.selection);
  const endMs = clock.nowMs() + timeoutMs;
  const dooms = new Map<string, number>();
  const settling = new Settling();
  let wasDone = false;
  let told = "";
  for (;;) {
    const known = pods();
    if (known === undefined && clock.nowMs() < endMs) {
      await pause(clock, firstLookMs, signal);
      signal.throwIfAborted();
      continue;
    }
    const { state, pods: deciding } = await workloads.look(known ?? [], signal);
    if (state.kind === "failed") return { kind: "failed", text: `${target}: ${state.text}.` };
    const doom = deciding
      .flatMap((pod) => doomOf(pod, { maxRestarts, nowMs: client.serverNowMs() }) ?? [])
      .find(({ key, mayPass }) => {
        const sinceMs = dooms.get(key) ?? clock.nowMs();
        dooms.set(key, sinceMs);
        return !mayPass || clock.nowMs() - sinceMs >= passMs;
      });
    if (doom !== undefined) return { kind: "failed", text: `${target} will not be done: ${doom.text}.` };
    wasDone ||= state.kind === "done";
    const unrest = wasDone ? settling.look(deciding, client.serverNowMs()) : undefined;
    if (unrest?.kind === "again") return { kind: "failed", text: `${target} will not be done: ${unrest.text}.` };
    const isTimeUp = clock.nowMs() >= endMs;
    if (state.kind === "done" && (unrest === undefined || (isTimeUp && unrest.kind === "young"))) {
      return { kind: "done", text: `${target}: ${state.text}.` };
    }
    const text = standingText(state, unrest);
    if (text !== told) onProgress(text);
    told = text;
    if (isTimeUp) {
      // What has crashed is not slow.
      if (unrest?.kind === "ended") return { kind: "failed", text: `${target} does not stay up: ${text}.` };
      return { kind: "timeout", text: `${target} was not done within ${Math.round(timeoutMs / 1000)} s: ${text}.` };
    }
    await pause(clock, Math.min(pollMs, Math.max(1, endMs - clock.nowMs())), signal);
    signal.throwIfAborted();
  }
}

function standingText({ kind, text }: WaitState, unrest: Unrest | undefined): string {
  return unrest === undefined || (kind !== "done" && unrest.kind === "young") ? text : `${text}; ${unrest.text}`;
}

const pollMs = 1000;
const firstLookMs = 50;
/** What may pass must have lasted for so long. */
const passMs = 10_000;
