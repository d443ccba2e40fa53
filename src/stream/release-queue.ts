import type { Block } from "./block.ts";

/**
 * Tells up to which key live entries may come out: what arrived a reorder window ago is released, and with it
 * everything that sorts before it.
 */
export class ReleaseQueue {
  /** Everything up to this key is released. */
  seconds: number = Number.NEGATIVE_INFINITY;
  nanos = 0;
  #keys: { readonly seconds: number; readonly nanos: number; readonly arrivedMs: number }[] = [];
  #head = 0;

  /** Notes a block that has entries and arrived at `arrivedMs`, which never runs backwards. */
  add(block: Block, arrivedMs: number): void {
    const last = block.count - 1;
    this.#keys.push({
      seconds: block.keySeconds[last] as number,
      nanos: block.keyNanos[last] as number,
      arrivedMs,
    });
  }

  /** Releases what arrived at `untilMs` or before. */
  release(untilMs: number): void {
    for (;;) {
      const next = this.#keys[this.#head];
      if (next === undefined || next.arrivedMs > untilMs) break;
      this.#head++;
      if (next.seconds > this.seconds || (next.seconds === this.seconds && next.nanos > this.nanos)) {
        this.seconds = next.seconds;
        this.nanos = next.nanos;
      }
    }
    if (this.#head > 4096 || this.#head === this.#keys.length) {
      this.#keys = this.#keys.slice(this.#head);
      this.#head = 0;
    }
  }

  /** When the next block's window began; undefined when all is released. */
  get nextArrivedMs(): number | undefined {
    return this.#keys[this.#head]?.arrivedMs;
  }
}
