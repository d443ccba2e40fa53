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
 * The lanes that have a next entry, smallest key first: a binary heap with the keys in arrays of their own, so that a
 * comparison touches no object.
 */
export class LaneHeap<L extends Lane> {
  readonly #lanes: L[] = [];
  #seconds = new Float64Array(64);
  #nanos = new Uint32Array(64);
  #orders = new Uint32Array(64);

  /** The lane with the smallest key; undefined when there is none. */
  get top(): L | undefined {
    return this.#lanes[0];
  }

  /** Adds a lane that has a next entry. */
  push(lane: L): void {
    const at = this.#lanes.length;
    if (at === this.#seconds.length) this.#grow();
    this.#lanes.push(lane);
    this.#seconds[at] = lane.block.keySeconds[lane.index] as number;
    this.#nanos[at] = lane.block.keyNanos[lane.index] as number;
    this.#orders[at] = lane.order;
    this.#rise(at);
  }

  /** Removes the lane with the smallest key. */
  pop(): void {
    const last = this.#lanes.pop();
    if (last !== undefined && this.#lanes.length > 0) this.#sink(last);
  }

  /** Puts the top lane where it belongs after its `index` or `block` moved on. */
  moveTop(): void {
    this.#sink(this.#lanes[0] as L);
  }

  /**
   * The lane that comes second: until its key the top lane may go on without a look at the heap.
   * @returns its place for {@link secondsAt} and its like, or -1 when the top lane is alone.
   */
  second(): number {
    const size = this.#lanes.length;
    if (size < 2) return -1;
    return size > 2 && this.#isBefore(2, 1) ? 2 : 1;
  }

  secondsAt(place: number): number {
    return this.#seconds[place] as number;
  }

  nanosAt(place: number): number {
    return this.#nanos[place] as number;
  }

  orderAt(place: number): number {
    return this.#orders[place] as number;
  }

  #isBefore(a: number, b: number): boolean {
    const seconds = (this.#seconds[a] as number) - (this.#seconds[b] as number);
    if (seconds !== 0) return seconds < 0;
    const nanos = (this.#nanos[a] as number) - (this.#nanos[b] as number);
    if (nanos !== 0) return nanos < 0;
    return (this.#orders[a] as number) < (this.#orders[b] as number);
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /**
   * Puts the lane at the top and lets it sink. This is done for nearly every entry of a merge, so the lane's key stays in
   * variables and the others move up into the hole before it.
   */
  #sink(lane: L): void {
    const lanes = this.#lanes;
    const seconds = this.#seconds;
    const nanos = this.#nanos;
    const orders = this.#orders;
    const size = lanes.length;
    const second = lane.block.keySeconds[lane.index] as number;
    const nano = lane.block.keyNanos[lane.index] as number;
    const { order } = lane;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      let childSecond = seconds[child] as number;
      let childNano = nanos[child] as number;
      const right = child + 1;
      if (right < size) {
        const rightSecond = seconds[right] as number;
        const rightNano = nanos[right] as number;
        if (
          rightSecond < childSecond ||
          (rightSecond === childSecond &&
            (rightNano < childNano ||
              (rightNano === childNano && (orders[right] as number) < (orders[child] as number))))
        ) {
          child = right;
          childSecond = rightSecond;
          childNano = rightNano;
        }
      }
      if (
        second < childSecond ||
        (second === childSecond && (nano < childNano || (nano === childNano && order < (orders[child] as number))))
      ) {
        break;
      }
      lanes[hole] = lanes[child] as L;
      seconds[hole] = childSecond;
      nanos[hole] = childNano;
      orders[hole] = orders[child] as number;
      hole = child;
    }
    lanes[hole] = lane;
    seconds[hole] = second;
    nanos[hole] = nano;
    orders[hole] = order;
  }

  #swap(a: number, b: number): void {
    const lane = this.#lanes[a] as L;
    this.#lanes[a] = this.#lanes[b] as L;
    this.#lanes[b] = lane;
    const seconds = this.#seconds[a] as number;
    this.#seconds[a] = this.#seconds[b] as number;
    this.#seconds[b] = seconds;
    const nanos = this.#nanos[a] as number;
    this.#nanos[a] = this.#nanos[b] as number;
    this.#nanos[b] = nanos;
    const order = this.#orders[a] as number;
    this.#orders[a] = this.#orders[b] as number;
    this.#orders[b] = order;
  }

  #grow(): void {
    const { length } = this.#seconds;
    const seconds = new Float64Array(length * 2);
    seconds.set(this.#seconds);
    this.#seconds = seconds;
    const nanos = new Uint32Array(length * 2);
    nanos.set(this.#nanos);
    this.#nanos = nanos;
    const orders = new Uint32Array(length * 2);
    orders.set(this.#orders);
    this.#orders = orders;
  }
}
