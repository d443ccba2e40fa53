/**
 * Learns the API server's clock from the `Date` of its answers. These have whole seconds only, but each
 * narrows down how far the two clocks can be apart; where they can be equal, ours is taken.
 */
export class ServerClock {
  readonly #nowMs: () => number;
  #leastAheadMs = Number.NEGATIVE_INFINITY;
  #mostAheadMs = Number.POSITIVE_INFINITY;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Milliseconds since 1970, by our own clock. */
  ownMs(): number {
    return this.#nowMs();
  }

  /** Takes in the `Date` of an answer to a request that was sent at `sentAtMs`. */
  learn(date: string | undefined, sentAtMs: number): void {
    const secondMs = Date.parse(date ?? "");
    if (Number.isNaN(secondMs)) return;
    const least = secondMs - this.#nowMs();
    const most = secondMs + 999 - sentAtMs;
    const hasJumped = most < this.#leastAheadMs || least > this.#mostAheadMs;
    this.#leastAheadMs = hasJumped ? least : Math.max(least, this.#leastAheadMs);
    this.#mostAheadMs = hasJumped ? most : Math.min(most, this.#mostAheadMs);
  }

  /** Milliseconds since 1970, by the server's clock. */
  nowMs(): number {
    return this.#nowMs() + Math.min(Math.max(0, this.#leastAheadMs), this.#mostAheadMs);
  }
}
