import type { Block } from "./block.ts";

/**
 * Tells up to which key live entries may come out: what arrived a reorder window ago is released, and with it
 * everything that sorts before it. What arrives within a few milliseconds is released together, so that thousands of
 * small blocks in a second cost no more than some hundred.
 */
export class ReleaseQueue {
  /** Everything up to this key is released. */
  seconds: number = Number.NEGATIVE_INFINITY;
  nanos = 0;
  readonly #togetherMs: number;
  #arrivals: { seconds: number; nanos: number; readonly arrivedMs: number }[] = [];
  #head = 0;

  /** @param windowMs how long entries are held. */
  constructor(windowMs: number) {
    this.#togetherMs = windowMs / 64;
  }

  /** Notes a block that has entries and arrived at `arrivedMs`, which never runs backwards. */
  add(block: Block, arrivedMs: number): void {
    const seconds = block.keySeconds[block.count - 1] as number;
    const nanos = block.keyNanos[block.count - 1] as number;
    const last = this.#head < this.#arrivals.length ? this.#arrivals.at(-1) : undefined;
    if (last === undefined || arrivedMs - last.arrivedMs >= this.#togetherMs) {
      this.#arrivals.push({ seconds, nanos, arrivedMs });
    } else if (seconds > last.seconds || (seconds === last.seconds && nanos > last.nanos)) {
      last.seconds = seconds;
      last.nanos = nanos;
    }
  }

  /** Releases what arrived at `untilMs` or before. */
  release(untilMs: number): void {
    for (;;) {
      const next = this.#arrivals[this.#head];
      if (next === undefined || next.arrivedMs > untilMs) break;
      this.#head++;
      if (next.seconds > this.seconds || (next.seconds === this.seconds && next.nanos > this.nanos)) {
        this.seconds = next.seconds;
        this.nanos = next.nanos;
      }
    }
    if (this.#head > 4096 || this.#head === this.#arrivals.length) {
      this.#arrivals = this.#arrivals.slice(this.#head);
      this.#head = 0;
    }
  }

  /** When the next block's window began; undefined when all is released. */
  get nextArrivedMs(): number | undefined {
    return this.#arrivals[this.#head]?.arrivedMs;
  }
}
