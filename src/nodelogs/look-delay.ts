/** How long to wait before the next look: `pollMs` while something comes, up to twice as long while nothing does, longer while nobody answers. */
export class LookDelay {
  /** In milliseconds. */
  current: number;
  readonly #pollMs: number;

  constructor(pollMs: number) {
    this.#pollMs = pollMs;
    this.current = pollMs;
  }

  /** Takes how the last look went. */
  note(outcome: "news" | "nothing" | "failed"): void {
    const pollMs = this.#pollMs;
    if (outcome === "news") this.current = pollMs;
    else if (outcome === "nothing") this.current = Math.min(this.current + pollMs / 2, pollMs * 2);
    else this.current = Math.min(this.current * 2, Math.max(longestWaitMs, pollMs));
  }
}

const longestWaitMs = 10_000;
