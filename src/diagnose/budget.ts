/** How long a whole walk may take: nobody waits longer than ten seconds for a diagnosis. */
const walkMs = 9000;

/** The time that is left for a walk, or for another piece of work, shared by all of its steps. */
export class Budget {
  readonly #endMs: number;

  constructor(wholeMs: number = walkMs) {
    this.#endMs = performance.now() + wholeMs;
  }

  /** The limit for something that takes `mostMs` at most. */
  limitMs(mostMs: number): number {
    return Math.max(1, Math.min(mostMs, this.#endMs - performance.now()));
  }

  /** Aborted when {@link limitMs} is over. */
  signal(mostMs: number): AbortSignal {
    return AbortSignal.timeout(Math.ceil(this.limitMs(mostMs)));
  }
}
