import type { Clock } from "./server/world/clock.ts";
import { type Random, seededRandom } from "./server/world/random.ts";

interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * A clock and what happens on it. The same seed and the same start give the same happenings at the same
 * times, never backwards, however often {@link Simulation.advanceTo} is called.
 */
export class Simulation implements Clock {
  readonly random: Random;
  #nowMs: number;
  #order = 0;
  #happenings: Happening[] = [];

  constructor(startMs: number, seed: number) {
    this.#nowMs = startMs;
    this.random = seededRandom(seed);
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Lets something happen after a delay. */
  after(delayMs: number, run: () => void): void {
    this.#order += 1;
    const happening = { atMs: this.#nowMs + delayMs, order: this.#order, run };
    const index = this.#happenings.findLastIndex(({ atMs }) => atMs <= happening.atMs);
    this.#happenings.splice(index + 1, 0, happening);
  }

  /** Lets something happen again and again, at random distances around a mean. */
  often(meanMs: number, run: () => void): void {
    // Half to one and a half of the mean: lively, without the long silences of an exponential distribution.
    this.after(meanMs * (0.5 + this.random()), () => {
      run();
      this.often(meanMs, run);
    });
  }

  /** Lets the time within a happening pass, so that its lines have times of their own. */
  pass(meanMs: number): number {
    const passedMs = meanMs * (0.5 + this.random());
    this.#nowMs += passedMs;
    return passedMs;
  }

  /** Runs all that happens until `untilMs`, in order. */
  advanceTo(untilMs: number): void {
    for (;;) {
      const next = this.#happenings[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#happenings.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}
