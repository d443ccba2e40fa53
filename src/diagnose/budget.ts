/** How long a whole walk may take: nobody waits longer than ten seconds for a diagnosis. */
const walkMs = 9000;

/** The time that is left for a walk, shared by all of its hops. */
export class Budget {
  readonly #endMs: number;

  constructor() {
    this.#endMs = performance.now() + walkMs;
  }

  /** The limit for something that takes `mostMs` at most. */
  limitMs(mostMs: number): number {
    return Math.max(1, Math.min(mostMs, this.#endMs - performance.now()));
  }
}
