import type { Clock } from "../../src/time/clock.ts";

/** A clock that stands still: whoever owns it fires its timers, one by one, and moves it on by that. */
export class Timers implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get timerCount(): number {
    return this.#timers.size;
  }

  /** When the next timer is due; undefined when none is set. */
  get nextAtMs(): number | undefined {
    return this.#next()?.atMs;
  }

  /** Moves on to the next timer and fires it. */
  protected fireNext(): void {
    const next = this.#next();
    if (next === undefined) return;
    this.moveTo(next.atMs);
    this.#timers.delete(next);
    next.callback();
  }

  /** Moves on, never back, without firing anything. */
  protected moveTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  #next(): { readonly atMs: number; readonly callback: () => void } | undefined {
    let next: { readonly atMs: number; readonly callback: () => void } | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.atMs < next.atMs) next = timer;
    return next;
  }
}
