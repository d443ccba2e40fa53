/** A monotonic clock and its timers, a parameter wherever time passes so that tests bring their own. */
export interface Clock {
  /** Milliseconds since some fixed moment; never runs backwards. */
  nowMs(): number;
  /** Calls back once after at least `delayMs`; the function returned cancels that. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
