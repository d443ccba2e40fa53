import type { Block } from "./block.ts";

/** One source's place in a merge: the block that is being read and the entry that comes next. */
export interface Lane {
  /** Breaks ties between equal keys; the order in which the sources were given. */
  readonly order: number;
  block: Block;
  index: number;
  /** Place of `block` in the batch being filled; -1 when it is not in there yet. */
  slot: number;
  /** Whether its entries come out without waiting for the bound of {@link BatchFiller.takeFrom}. */
  isFree: boolean;
}

/**
 * A moment as one number, so that two are compared at once: rounded to some hundred nanoseconds, but never so that a later
 * moment gets the lower number. Where two numbers are the same, the moments themselves have to be compared.
 */
export function roundedKey(seconds: number, nanos: number): number {
  // The product is exact, since it only moves the exponent, and no nanoseconds reach the next second's: the sum is all that
  // is rounded.
  return seconds * 2 ** 30 + nanos;
}

/** Whether the first moment is later than the second. */
export function isAfter(seconds: number, nanos: number, otherSeconds: number, otherNanos: number): boolean {
  return seconds > otherSeconds || (seconds === otherSeconds && nanos > otherNanos);
}

/**
 * The lanes that have a next entry, smallest key first: a binary heap with the rounded keys in an array of their own, so that
 * nearly every comparison touches no object.
 */
export class LaneHeap<L extends Lane> {
  readonly #lanes: L[] = [];
  #keys = new Float64Array(64);

  /** The lane with the smallest key; undefined when there is none. */
  get top(): L | undefined {
    return this.#lanes[0];
  }

  /** The rounded key of the lane that comes second: below it the top lane may go on alone. Infinite when there is none. */
  get secondKey(): number {
    const keys = this.#keys;
    const size = this.#lanes.length;
    if (size < 3) return size < 2 ? Number.POSITIVE_INFINITY : (keys[1] as number);
    const left = keys[1] as number;
    const right = keys[2] as number;
    return left < right ? left : right;
  }

  /** Adds a lane that has a next entry. */
  push(lane: L): void {
    const at = this.#lanes.length;
    if (at === this.#keys.length) this.#grow();
    this.#lanes.push(lane);
    this.#rise(lane, keyOf(lane), at);
  }

  /** Removes the lane with the smallest key. */
  pop(): void {
    const last = this.#lanes.pop();
    if (last !== undefined && this.#lanes.length > 0) this.#sink(last, keyOf(last));
  }

  /** Puts the top lane where it belongs after its `index` or `block` moved on. */
  moveTop(): void {
    const top = this.#lanes[0] as L;
    this.#sink(top, keyOf(top));
  }

  /**
   * Puts the lane at the top and lets it sink: first the hole at the top goes down to the end, then the lane rises from
   * there. This is done for nearly every entry of a merge, and a lane that has given an entry belongs near the end as a rule.
   */
  #sink(lane: L, key: number): void {
    const lanes = this.#lanes;
    const keys = this.#keys;
    const size = lanes.length;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      let childKey = keys[child] as number;
      const right = child + 1;
      if (right < size) {
        const rightKey = keys[right] as number;
        if (rightKey < childKey || (rightKey === childKey && isBefore(lanes[right] as L, lanes[child] as L))) {
          child = right;
          childKey = rightKey;
        }
      }
      lanes[hole] = lanes[child] as L;
      keys[hole] = childKey;
      hole = child;
    }
    this.#rise(lane, key, hole);
  }

  #rise(lane: L, key: number, from: number): void {
    const lanes = this.#lanes;
    const keys = this.#keys;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentKey = keys[parent] as number;
      if (parentKey < key || (parentKey === key && isBefore(lanes[parent] as L, lane))) break;
      lanes[hole] = lanes[parent] as L;
      keys[hole] = parentKey;
      hole = parent;
    }
    lanes[hole] = lane;
    keys[hole] = key;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
  }
}

function keyOf({ block, index }: Lane): number {
  return roundedKey(block.keySeconds[index] as number, block.keyNanos[index] as number);
}

/** Whether the next entry of `a` comes before that of `b`, to the nanosecond, ties by the order of the lanes. */
function isBefore(a: Lane, b: Lane): boolean {
  const seconds = (a.block.keySeconds[a.index] as number) - (b.block.keySeconds[b.index] as number);
  if (seconds !== 0) return seconds < 0;
  const nanos = (a.block.keyNanos[a.index] as number) - (b.block.keyNanos[b.index] as number);
  return nanos === 0 ? a.order < b.order : nanos < 0;
}
