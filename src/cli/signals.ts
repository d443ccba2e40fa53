import type { EndingSignal, Io } from "./io/io.ts";

/** What ended a run from outside. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: EndingSignal;

  constructor(signal: EndingSignal) {
    super(`ended by ${signal}`);
    this.signal = signal;
  }
}

/**
 * Aborts the run at the first signal, so that streams are closed and what has arrived is printed; dies of the second,
 * for who does not want to wait for that.
 * @returns what stops the listening.
 */
export function abortOnSignal(io: Io, run: AbortController): () => void {
  let endingSinceMs: number | undefined;
  return io.onSignal((signal) => {
    const nowMs = io.clock.nowMs();
    if (endingSinceMs === undefined) {
      endingSinceMs = nowMs;
      run.abort(new Interrupted(signal));
    } else if (nowMs - endingSinceMs > sameMs) {
      io.dieOf(signal);
    }
  });
}

/** npm sends on the SIGINT that the terminal has already sent to us: two that come so close are one Ctrl-C. */
const sameMs = 300;
