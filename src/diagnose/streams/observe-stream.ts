import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";

/** One follow that ended before the observation did. */
export interface StreamCut {
  /** From its head to its end. */
  readonly lifeMs: number;
  /** From the last byte, or the head where none came, to its end. */
  readonly quietMs: number;
  readonly bytes: number;
  /** `ended`: properly, as if the log were over. `broken`: the connection was reset or closed amid the answer. */
  readonly how: "ended" | "broken";
  readonly text: string;
}

/** What an observation saw. */
export interface ObservedStream {
  readonly observedMs: number;
  readonly cuts: readonly StreamCut[];
  /** What kept a follow from being opened again; absent: nothing. */
  readonly failure?: KtError;
}

/** What is observed, and for how long. */
export interface StreamObservation {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly forMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Between the end of a follow and the next. */
const restMs = 500;

/** Follows a log for a while, opens it again whenever it ends, and notes how long each follow lived. */
export async function observeStream(observation: StreamObservation): Promise<ObservedStream> {
  const { clock, forMs, signal } = observation;
  const startMs = clock.nowMs();
  const over = new AbortController();
  const stop = clock.after(forMs, () => over.abort(new Error("the observation is over")));
  const within = AbortSignal.any([signal, over.signal]);
  const cuts: StreamCut[] = [];
  let failure: KtError | undefined;
  try {
    while (!within.aborted && failure === undefined) {
      const cut = await followOnce(observation, within);
      if (cut instanceof KtError) failure = cut;
      else if (cut !== undefined) cuts.push(cut);
      await pause(clock, restMs, within);
    }
  } finally {
    stop();
  }
  signal.throwIfAborted();
  return { observedMs: clock.nowMs() - startMs, cuts, ...(failure === undefined ? {} : { failure }) };
}

/** Undefined when the observation ended first. */
async function followOnce(
  { client, namespace, pod, container, clock }: StreamObservation,
  signal: AbortSignal,
): Promise<StreamCut | KtError | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  let openedMs: number | undefined;
  let lastMs = 0;
  let bytes = 0;
  const cut = (how: StreamCut["how"], text: string): StreamCut => {
    const nowMs = clock.nowMs();
    return { lifeMs: nowMs - (openedMs ?? nowMs), quietMs: nowMs - lastMs, bytes, how, text };
  };
  try {
    await using body = await client.stream(path, { query: { container, follow: true, tailLines: 0 }, signal });
    openedMs = clock.nowMs();
    lastMs = openedMs;
    for (let more = await body.next(); more !== undefined; more = await body.next()) {
      lastMs = clock.nowMs();
      for (const chunk of more) bytes += chunk.length;
    }
    return cut("ended", "a proper end of the answer");
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof KtError)) throw error;
    return openedMs === undefined ? error : cut("broken", error.message);
  }
}
