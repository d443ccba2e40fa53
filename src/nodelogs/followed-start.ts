import { caughtUp } from "../stream/source.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import type { TimeWindow } from "../time/time-window.ts";
import { compareInstants } from "../time/timestamp.ts";
import { LookDelay } from "./look-delay.ts";
import type { NodeLooks } from "./node-looks.ts";

/** What beginning a follow needs. */
export interface StartEnvironment {
  readonly clock: Clock;
  readonly looks: NodeLooks;
  /** The shortest time between two attempts. */
  readonly pollMs: number;
  /** Ends it in order, with one more attempt; absent: nothing does. */
  readonly over?: AbortSignal;
}

/**
 * Reads what there is before a follow, and says that it is caught up. Where the node cannot be reached yet, that is said at once, so that nobody
 * waits for it, and it is asked again until it answers.
 * @param read Reads it; told whether that is late, behind `caughtUp`.
 * @returns whether it was read; false where the follow ended before that.
 * @throws KtError for what will not pass.
 */
export async function* readStart<T>(
  read: (isLate: boolean) => AsyncIterable<T>,
  { clock, looks, pollMs, over }: StartEnvironment,
  signal: AbortSignal,
): AsyncGenerator<T | typeof caughtUp, boolean, void> {
  const waiting = over === undefined ? signal : AbortSignal.any([signal, over]);
  const delay = new LookDelay(pollMs);
  for (let isLate = false; ; isLate = true) {
    const isLast = over?.aborted === true;
    const isRead = yield* looks.read(read(isLate), signal);
    if (!isLate) yield caughtUp;
    if (isRead || isLast || signal.aborted) return isRead;
    delay.note("failed");
    await pause(clock, delay.current, waiting);
    if (signal.aborted) return false;
  }
}

/** What a follow that begins late gives of a journal: where last lines were wanted, what was written since it was wanted. */
export function lateRange(range: TimeWindow, wantedMs: number): TimeWindow {
  const wanted = { seconds: Math.floor(wantedMs / 1000), nanos: 0 };
  return range.first !== undefined && compareInstants(range.first, wanted) > 0 ? range : { ...range, first: wanted };
}
