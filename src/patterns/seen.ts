import { compareInstants, type Instant } from "../time/timestamp.ts";

/** How many entries were seen of something, and when. */
export class Seen {
  count = 0;
  #firstSeconds = 0;
  #firstNanos = 0;
  #lastSeconds = 0;
  #lastNanos = 0;

  /** One more, of this time. Entries may come in any order. */
  add(seconds: number, nanos: number): void {
    if (this.count++ === 0) {
      this.#firstSeconds = seconds;
      this.#firstNanos = nanos;
      this.#lastSeconds = seconds;
      this.#lastNanos = nanos;
      return;
    }
    if (seconds > this.#lastSeconds || (seconds === this.#lastSeconds && nanos > this.#lastNanos)) {
      this.#lastSeconds = seconds;
      this.#lastNanos = nanos;
    } else if (seconds < this.#firstSeconds || (seconds === this.#firstSeconds && nanos < this.#firstNanos)) {
      this.#firstSeconds = seconds;
      this.#firstNanos = nanos;
    }
  }

  /** All that another has seen as well. */
  merge(other: Seen): void {
    if (other.count === 0) return;
    const count = this.count + other.count;
    this.add(other.#firstSeconds, other.#firstNanos);
    this.add(other.#lastSeconds, other.#lastNanos);
    this.count = count;
  }

  /** The earliest; undefined when there is none. */
  get first(): Instant | undefined {
    return this.count === 0 ? undefined : { seconds: this.#firstSeconds, nanos: this.#firstNanos };
  }

  /** The latest; undefined when there is none. */
  get last(): Instant | undefined {
    return this.count === 0 ? undefined : { seconds: this.#lastSeconds, nanos: this.#lastNanos };
  }
}

/** For sorting: what was seen most often first, then what was seen earliest. */
export function byCount(a: { readonly seen: Seen }, b: { readonly seen: Seen }): number {
  return b.seen.count - a.seen.count || byFirst(a, b);
}

/** For sorting: what was seen earliest first; what was never seen stands last. */
export function byFirst(a: { readonly seen: Seen }, b: { readonly seen: Seen }): number {
  const [first, second] = [a.seen.first, b.seen.first];
  if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
  return compareInstants(first, second);
}
