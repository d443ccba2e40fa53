import type { Clock } from "../time/clock.ts";
import type { Drain } from "./drain.ts";

/**
 * Which sources have backlog to come, and which of these the others must wait for: an exact merge needs the next entry of
 * each. A source that makes the others wait and says nothing for too long is left out.
 */
export class Backlog {
  readonly #clock: Clock;
  readonly #silentMs: number;
  readonly #open = new Set<Drain>();
  /** Sources with backlog to come that show no entry, and since when. */
  readonly #awaited = new Map<Drain, number>();

  constructor(clock: Clock, silentMs: number) {
    this.#clock = clock;
    this.#silentMs = silentMs;
  }

  /** Whether no source has backlog to come. */
  get isOver(): boolean {
    return this.#open.size === 0;
  }

  /** Whether entries of some source must be waited for. */
  get isHeld(): boolean {
    return this.#awaited.size > 0;
  }

  /** Whether the source has backlog to come. */
  has(drain: Drain): boolean {
    return this.#open.has(drain);
  }

  /** Adds a source with backlog to come. */
  add(drain: Drain): void {
    this.#open.add(drain);
    this.#awaited.set(drain, this.#clock.nowMs());
  }

  /** Notes whether the source shows its next entry; of no matter when its backlog is over. */
  setShowing(drain: Drain, isShowing: boolean): void {
    if (isShowing) this.#awaited.delete(drain);
    else if (this.#open.has(drain) && !this.#awaited.has(drain)) this.#awaited.set(drain, this.#clock.nowMs());
  }

  /** The source's backlog is complete, or nobody waits for it any more. */
  end(drain: Drain): void {
    this.#open.delete(drain);
    this.#awaited.delete(drain);
  }

  /** The sources that were waited for too long. */
  silentOnes(): Drain[] {
    const nowMs = this.#clock.nowMs();
    return [...this.#awaited.keys()].filter((drain) => this.#silentAtMs(drain) <= nowMs);
  }

  /** When the next source will have been waited for too long; undefined when none is. */
  get nextSilentAtMs(): number | undefined {
    let atMs: number | undefined;
    for (const drain of this.#awaited.keys()) {
      const silentAtMs = this.#silentAtMs(drain);
      if (atMs === undefined || silentAtMs < atMs) atMs = silentAtMs;
    }
    return atMs;
  }

  #silentAtMs(drain: Drain): number {
    // While its entries waited here for others, the source had no reason to say more.
    return Math.max(drain.lastWordMs, this.#awaited.get(drain) ?? 0) + this.#silentMs;
  }
}
