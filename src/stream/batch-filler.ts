import type { Batch } from "./batch.ts";
import { type Block, EntryFlag } from "./block.ts";
import type { Lane, LaneHeap } from "./lane-heap.ts";

/** Why {@link BatchFiller.takeFrom} stopped. */
export type FillStop =
  /** The batch has no more room. */
  | "full"
  /** The top lane has no next entry: give it a block and `moveTop`, or `pop` it. */
  | "dry"
  /** The smallest key lies beyond the bound. */
  | "bound"
  /** There is no lane. */
  | "empty";

/** Takes entries off a heap of lanes into a batch, in order. One for a merge; its arrays are reused. */
export class BatchFiller {
  readonly #capacity: number;
  readonly #blocks: Block[] = [];
  readonly #lanes: Lane[] = [];
  readonly #block: Uint32Array;
  readonly #entry: Uint32Array;
  readonly #flags: Uint8Array;
  #count = 0;
  /** Key of the last entry taken: what has a smaller one comes late. */
  #lastSeconds = Number.NEGATIVE_INFINITY;
  #lastNanos = 0;
  /** How many entries were late, over all batches. */
  lateCount = 0;

  constructor(capacity: number = 4096) {
    this.#capacity = capacity;
    this.#block = new Uint32Array(capacity);
    this.#entry = new Uint32Array(capacity);
    this.#flags = new Uint8Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** What was filled so far; valid until {@link clear}. */
  batch(isLive: boolean): Batch {
    return {
      isLive,
      count: this.#count,
      blocks: this.#blocks,
      block: this.#block,
      entry: this.#entry,
      flags: this.#flags,
    };
  }

  /** Begins a new batch. */
  clear(): void {
    for (const lane of this.#lanes) lane.slot = -1;
    this.#lanes.length = 0;
    this.#blocks.length = 0;
    this.#count = 0;
  }

  /** Takes entries of free lanes, and of the others those whose key is not beyond the bound. */
  takeFrom(heap: LaneHeap<Lane>, boundSeconds: number, boundNanos: number): FillStop {
    for (;;) {
      const lane = heap.top;
      if (lane === undefined) return "empty";
      const { block } = lane;
      const { keySeconds, keyNanos, count } = block;
      let index = lane.index;
      if (index === count) return "dry";
      let seconds = keySeconds[index] as number;
      let nanos = keyNanos[index] as number;
      // Until where the top lane goes on alone: the bound or the second lane's key, whichever is smaller.
      let untilSeconds = lane.isFree ? Number.POSITIVE_INFINITY : boundSeconds;
      let untilNanos = boundNanos;
      if (seconds > untilSeconds || (seconds === untilSeconds && nanos > untilNanos)) return "bound";
      if (this.#count === this.#capacity) return "full";
      const slot = this.#slotOf(lane);
      let isTieMine = true;
      const second = heap.second();
      if (second >= 0) {
        const otherSeconds = heap.secondsAt(second);
        const otherNanos = heap.nanosAt(second);
        if (otherSeconds < untilSeconds || (otherSeconds === untilSeconds && otherNanos <= untilNanos)) {
          untilSeconds = otherSeconds;
          untilNanos = otherNanos;
          isTieMine = lane.order < heap.orderAt(second);
        }
      }
      let to = this.#count;
      const room = this.#capacity;
      const { flags } = block;
      do {
        this.#block[to] = slot;
        this.#entry[to] = index;
        let flag = flags === undefined ? 0 : (flags[index] as number);
        if (seconds < this.#lastSeconds || (seconds === this.#lastSeconds && nanos < this.#lastNanos)) {
          flag |= EntryFlag.late;
          this.lateCount++;
        } else {
          this.#lastSeconds = seconds;
          this.#lastNanos = nanos;
        }
        this.#flags[to] = flag;
        to++;
        index++;
        if (index === count) break;
        seconds = keySeconds[index] as number;
        nanos = keyNanos[index] as number;
      } while (
        to < room &&
        (seconds < untilSeconds ||
          (seconds === untilSeconds && (nanos < untilNanos || (isTieMine && nanos === untilNanos))))
      );
      this.#count = to;
      lane.index = index;
      if (index === count) return "dry";
      heap.moveTop();
    }
  }

  #slotOf(lane: Lane): number {
    if (lane.slot < 0) {
      lane.slot = this.#blocks.push(lane.block) - 1;
      this.#lanes.push(lane);
    }
    return lane.slot;
  }
}
