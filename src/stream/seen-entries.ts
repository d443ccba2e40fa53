import type { Block } from "./block.ts";
import { hashEntry } from "./entry-hash.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";

/** The result of {@link SeenEntries.match} for an entry that was never noted. */
export const unknownEntry = -1;
/** The result of {@link SeenEntries.match} when the present pass has already met every one noted like it. */
export const exhaustedEntry = -2;

/** What is older by more than this has not run backwards: timestamps of one container do by milliseconds. */
export const regressionSeconds = 1;

/** How much a {@link SeenEntries} remembers. */
export interface SeenLimits {
  /** Entries that are always remembered. */
  readonly minEntries: number;
  /** Entries at most; a power of two. */
  readonly maxEntries: number;
  /** Beyond `minEntries`, only those of so many last seconds of the log. */
  readonly seconds: number;
}

/**
 * 20 bytes each: 5 KiB for a quiet source, of which there may be hundreds, and 5 MiB for one at full speed. A stream is
 * resumed two seconds back, and what it skips in the middle takes some seconds to write.
 */
const usualSeenLimits: SeenLimits = { minEntries: 256, maxEntries: 262_144, seconds: 30 };

/**
 * The identities (timestamp, content, ordinal among equal ones) of the newest entries of one source. A reading of
 * the log from some place on is a *pass*; in each pass an identity is met as often as it was noted, not more.
 *
 * Entries are noted in the order of the log, whose timestamps almost always rise: they lie in a ring, found by
 * bisection of the running maximum; the few that ran backwards have an index of their own.
 */
export class SeenEntries {
  readonly #limits: SeenLimits;
  /** Highest timestamp noted. */
  highSeconds: number = Number.NEGATIVE_INFINITY;
  highNanos = 0;
  /** Number of the entry that is the last one of the log as far as it is known; -1 when there is none. */
  last = -1;
  /** Whether there are, or may be, older entries of the log than those remembered. */
  hasForgotten = false;
  /** Whether the log goes on with timestamps that are older than all that is remembered. */
  #isOlderNew = false;
  #capacity = 0;
  #keySeconds = new Float64Array(0);
  #keyNanos = new Uint32Array(0);
  #hashes = new Uint32Array(0);
  /** The pass in which the entry was last met; negative (less one) for one that ran backwards. */
  #passes = new Int32Array(0);
  /** Numbers of the oldest entry remembered and behind the newest. */
  #head = 0;
  #end = 0;
  #pass = 0;
  /** Where the next match is likely: behind the last one. Keeps many equal timestamps from being searched one by one. */
  #likely = 0;
  #backwards = new Map<number, BackwardEntry[]>();
  #given: { readonly first: Instant; readonly last: Instant }[] = [];

  constructor(limits: SeenLimits = usualSeenLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#end - this.#head;
  }

  /** Begins another reading of the log. */
  beginPass(): void {
    this.#pass++;
  }

  /** Whether the timestamp lies above all that was noted. */
  isAbove(seconds: number, nanos: number): boolean {
    return seconds > this.highSeconds || (seconds === this.highSeconds && nanos > this.highNanos);
  }

  /** Whether older entries were forgotten and this timestamp is not above the oldest one remembered. */
  isForgotten(seconds: number, nanos: number): boolean {
    if (!this.hasForgotten || this.#isOlderNew || this.#end === this.#head) return false;
    const oldest = this.#head & (this.#capacity - 1);
    const oldestSeconds = this.#keySeconds[oldest] as number;
    return seconds < oldestSeconds || (seconds === oldestSeconds && nanos <= (this.#keyNanos[oldest] as number));
  }

  /** The node's clock was set back: until it has caught up, older entries than all that is remembered are new ones. */
  acceptOlder(): void {
    this.#isOlderNew = true;
  }

  /** Remembers that every entry of a time, whether or not it was noted, has come out. */
  noteGiven(first: Instant, last: Instant): void {
    this.#given = this.#given.filter((time) => !this.isForgotten(time.last.seconds, time.last.nanos));
    this.#given.push({ first, last });
  }

  /** Whether the timestamp lies in a time of which every entry has come out. */
  isGiven(seconds: number, nanos: number): boolean {
    if (this.#given.length === 0) return false;
    const at = { seconds, nanos };
    return this.#given.some(({ first, last }) => compareInstants(first, at) <= 0 && compareInstants(at, last) <= 0);
  }

  /** Remembers an entry as met in this pass, and returns its number. */
  note(seconds: number, nanos: number, hash: number): number {
    if (this.#end - this.#head === this.#capacity) this.#makeRoom();
    const number = this.#end++;
    const slot = number & (this.#capacity - 1);
    const isBackwards = seconds < this.highSeconds || (seconds === this.highSeconds && nanos < this.highNanos);
    if (isBackwards) {
      this.#passes[slot] = -1 - this.#pass;
      this.#noteBackwards({ number, seconds, nanos });
    } else {
      this.#passes[slot] = this.#pass;
      this.#isOlderNew = false;
      this.highSeconds = seconds;
      this.highNanos = nanos;
    }
    this.#keySeconds[slot] = this.highSeconds;
    this.#keyNanos[slot] = this.highNanos;
    this.#hashes[slot] = hash;
    return number;
  }

  /**
   * Remembers the ends of torn messages of a block as entries that came: so they stand in an answer that begins with the file
   * that they are in.
   */
  noteTornEnds({ bytes, tornEnds = [] }: Block): void {
    for (const { start, end, seconds, nanos } of tornEnds) {
      const hash = hashEntry(bytes, start, end);
      if (!this.isForgotten(seconds, nanos) && !this.has(seconds, nanos, hash)) this.note(seconds, nanos, hash);
    }
  }

  /**
   * Looks for an entry noted like this one which this pass has not met yet, and takes it as met now.
   * @returns its number, {@link unknownEntry} or {@link exhaustedEntry}.
   */
  match(seconds: number, nanos: number, hash: number): number {
    if (this.#isUnmet(this.#likely, seconds, nanos, hash)) return this.#meet(this.#likely);
    let result = unknownEntry;
    for (let number = this.#firstAt(seconds, nanos); number < this.#end; number++) {
      const slot = number & (this.#capacity - 1);
      if (this.#keySeconds[slot] !== seconds || this.#keyNanos[slot] !== nanos) break;
      const pass = this.#passes[slot] as number;
      if (pass < 0 || this.#hashes[slot] !== hash) continue;
      if (pass !== this.#pass) return this.#meet(number);
      result = exhaustedEntry;
    }
    for (const entry of this.#backwards.get(backwardsKey(seconds, nanos)) ?? []) {
      const slot = entry.number & (this.#capacity - 1);
      if (entry.seconds !== seconds || entry.nanos !== nanos || this.#hashes[slot] !== hash) continue;
      if (this.#passes[slot] !== -1 - this.#pass) {
        this.#passes[slot] = -1 - this.#pass;
        return entry.number;
      }
      result = exhaustedEntry;
    }
    return result;
  }

  /** Whether an entry like this one was noted. */
  has(seconds: number, nanos: number, hash: number): boolean {
    for (let number = this.#firstAt(seconds, nanos); number < this.#end; number++) {
      const slot = number & (this.#capacity - 1);
      if (this.#keySeconds[slot] !== seconds || this.#keyNanos[slot] !== nanos) break;
      if (this.#hashes[slot] === hash && (this.#passes[slot] as number) >= 0) return true;
    }
    const entries = this.#backwards.get(backwardsKey(seconds, nanos)) ?? [];
    return entries.some(
      (entry) =>
        entry.seconds === seconds &&
        entry.nanos === nanos &&
        this.#hashes[entry.number & (this.#capacity - 1)] === hash,
    );
  }

  /** How many entries a second came lately, by their timestamps; 0 when none did. */
  get perSecond(): number {
    if (this.size === 0) return 0;
    const first = this.#firstAt(this.highSeconds - 1, this.highNanos);
    const slot = first & (this.#capacity - 1);
    const from = (this.#keySeconds[slot] as number) + (this.#keyNanos[slot] as number) / 1e9;
    const seconds = this.highSeconds + this.highNanos / 1e9 - from;
    return (this.#end - first) / Math.max(seconds, 0.01);
  }

  #isUnmet(number: number, seconds: number, nanos: number, hash: number): boolean {
    if (number < this.#head || number >= this.#end) return false;
    const slot = number & (this.#capacity - 1);
    const pass = this.#passes[slot] as number;
    if (pass < 0 || pass === this.#pass || this.#hashes[slot] !== hash) return false;
    return this.#keySeconds[slot] === seconds && this.#keyNanos[slot] === nanos;
  }

  #meet(number: number): number {
    this.#passes[number & (this.#capacity - 1)] = this.#pass;
    this.#likely = number + 1;
    return number;
  }

  /** The number of the first entry remembered whose key is not below the timestamp. */
  #firstAt(seconds: number, nanos: number): number {
    let low = this.#head;
    let high = this.#end;
    while (low < high) {
      const middle = low + ((high - low) >>> 1);
      const slot = middle & (this.#capacity - 1);
      const keySeconds = this.#keySeconds[slot] as number;
      if (keySeconds < seconds || (keySeconds === seconds && (this.#keyNanos[slot] as number) < nanos))
        low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #makeRoom(): void {
    const { minEntries, maxEntries, seconds } = this.#limits;
    const before = this.highSeconds - seconds;
    while (this.size > minEntries && (this.#keySeconds[this.#head & (this.#capacity - 1)] as number) < before) {
      this.#forgetOldest();
    }
    if (this.size < this.#capacity) return;
    if (this.#capacity < maxEntries)
      this.#grow(this.#capacity === 0 ? Math.min(firstCapacity, maxEntries) : this.#capacity * 2);
    else this.#forgetOldest();
  }

  #forgetOldest(): void {
    const number = this.#head++;
    this.hasForgotten = true;
    const slot = number & (this.#capacity - 1);
    if ((this.#passes[slot] as number) >= 0) return;
    for (const [key, entries] of this.#backwards) {
      // The oldest stand first in a Map, and in each list.
      if (entries[0]?.number === number) {
        entries.shift();
        if (entries.length === 0) this.#backwards.delete(key);
        return;
      }
    }
  }

  #noteBackwards(entry: BackwardEntry): void {
    const key = backwardsKey(entry.seconds, entry.nanos);
    const entries = this.#backwards.get(key);
    if (entries === undefined) this.#backwards.set(key, [entry]);
    else entries.push(entry);
  }

  #grow(capacity: number): void {
    const keySeconds = new Float64Array(capacity);
    const keyNanos = new Uint32Array(capacity);
    const hashes = new Uint32Array(capacity);
    const passes = new Int32Array(capacity);
    for (let number = this.#head; number < this.#end; number++) {
      const from = number & (this.#capacity - 1);
      const to = number & (capacity - 1);
      keySeconds[to] = this.#keySeconds[from] as number;
      keyNanos[to] = this.#keyNanos[from] as number;
      hashes[to] = this.#hashes[from] as number;
      passes[to] = this.#passes[from] as number;
    }
    this.#keySeconds = keySeconds;
    this.#keyNanos = keyNanos;
    this.#hashes = hashes;
    this.#passes = passes;
    this.#capacity = capacity;
  }
}

const firstCapacity = 64;

/** An entry whose timestamp is lower than one before it. */
interface BackwardEntry {
  readonly number: number;
  readonly seconds: number;
  readonly nanos: number;
}

/** Exact within 4096 seconds; the entries themselves are compared as well. */
function backwardsKey(seconds: number, nanos: number): number {
  return nanos * 4096 + (seconds & 4095);
}
