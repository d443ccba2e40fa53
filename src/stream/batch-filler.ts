import type { Batch } from "./batch.ts";
import { type Block, EntryFlag } from "./block.ts";
import { isAfter, type Lane, type LaneHeap, roundedKey } from "./lane-heap.ts";

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
    const room = this.#capacity;
    const blockOf = this.#block;
    const entryOf = this.#entry;
    const flagsOf = this.#flags;
    const boundKey = roundedKey(boundSeconds, boundNanos);
    let lastSeconds = this.#lastSeconds;
    let lastNanos = this.#lastNanos;
    let to = this.#count;
    let why: FillStop;
    for (;;) {
      const lane = heap.top;
      if (lane === undefined) {
        why = "empty";
        break;
      }
      const { keySeconds, keyNanos, count, flags } = lane.block;
      let index = lane.index;
      if (index === count) {
        why = "dry";
        break;
      }
      let seconds = keySeconds[index] as number;
      let nanos = keyNanos[index] as number;
      if (!lane.isFree && isAfter(seconds, nanos, boundSeconds, boundNanos)) {
        why = "bound";
        break;
      }
      if (to === room) {
        why = "full";
        break;
      }
      const slot = lane.slot < 0 ? this.#slotOf(lane) : lane.slot;
      // Below this key the top lane goes on alone: the bound or the second lane's, whichever is smaller.
      const secondKey = heap.secondKey;
      const untilKey = lane.isFree || secondKey < boundKey ? secondKey : boundKey;
      do {
        blockOf[to] = slot;
        entryOf[to] = index;
        let flag = flags === undefined ? 0 : (flags[index] as number);
        if (seconds < lastSeconds || (seconds === lastSeconds && nanos < lastNanos)) {
          flag |= EntryFlag.late;
          this.lateCount++;
        } else {
          lastSeconds = seconds;
          lastNanos = nanos;
        }
        flagsOf[to] = flag;
        to++;
        index++;
        if (index === count) break;
        seconds = keySeconds[index] as number;
        nanos = keyNanos[index] as number;
      } while (to < room && roundedKey(seconds, nanos) < untilKey);
      lane.index = index;
      if (index === count) {
        why = "dry";
        break;
      }
      heap.moveTop();
    }
    this.#lastSeconds = lastSeconds;
    this.#lastNanos = lastNanos;
    this.#count = to;
    return why;
  }

  #slotOf(lane: Lane): number {
    lane.slot = this.#blocks.push(lane.block) - 1;
    this.#lanes.push(lane);
    return lane.slot;
  }
}
