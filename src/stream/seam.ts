import type { Instant } from "../time/timestamp.ts";
import type { Block } from "./block.ts";
import { hashEntry } from "./entry-hash.ts";
import { pickEntries } from "./pick-entries.ts";
import { exhaustedEntry, regressionSeconds, type SeenEntries, unknownEntry } from "./seen-entries.ts";

/**
 * Where a reading stands against what was read before:
 * - `seeking`: nothing known was met yet. What comes is older than all that is remembered.
 * - `within`: known entries were met, the last one not yet.
 * - `past`: behind the last known entry; what comes is new.
 * - `detached`: something newer than all that is known came, and the last known entry did not. The log was
 *   rotated in between, or belongs to another instance; nothing more comes out before {@link Seam.accept}.
 * - `stepped-back`: behind the last known entry something came that is older than all that is remembered. Either the
 *   file is read anew from its first line, or the node's clock was set back; nothing more comes out before
 *   {@link Seam.accept} or {@link Seam.replay}.
 */
export type SeamState = "seeking" | "within" | "past" | "detached" | "stepped-back";

/**
 * Joins one reading of a log (a connection) to what was read of it before: lets each entry through once. A log
 * is a fixed sequence, so whatever stands before a known entry is old, even when it is not remembered any more.
 *
 * The same holds within a stream: when a known entry comes again, the kubelet has begun to read its file
 * anew (facts: cri-client `pkg/logs/logs.go` reopens the file for every creation that it was told of).
 */
export class Seam {
  readonly #seen: SeenEntries;
  #state: SeamState;
  /** Entries that came again, so far. */
  repeatedCount = 0;
  /** Unknown entries before the first known one: old, unless the reading turns out to be detached. */
  #held: Block[] = [];
  /** Timestamp of the entry by which the reading became `detached` or `stepped-back`. */
  doubtedAt: Instant | undefined;

  /**
   * @param start `resume`: the reading begins somewhere before the last known entry, or nothing is known;
   *   `first`: it begins with entries that were never read (a new instance).
   */
  constructor(seen: SeenEntries, start: "resume" | "first") {
    this.#seen = seen;
    seen.beginPass();
    this.#state = start === "resume" && seen.last >= 0 ? "seeking" : "past";
  }

  /** Bytes of the blocks that wait for a decision. */
  get heldBytes(): number {
    return this.#held.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  get state(): SeamState {
    return this.#state;
  }

  /** The entries of the block that were never let through before. */
  sift(block: Block): Block {
    const { count, seconds, nanos } = block;
    if (this.#state === "detached" || this.#state === "stepped-back") return this.#hold(block, 0);
    const seen = this.#seen;
    const picked = scratchOf(count);
    let pickedCount = 0;
    for (let index = 0; index < count; index++) {
      const second = seconds[index] as number;
      const nano = nanos[index] as number;
      const isAbove = seen.isAbove(second, nano);
      if (isAbove && this.#state === "seeking") {
        this.#doubt("detached", block, index);
        break;
      }
      const hash = hashEntry(block.bytes, block.starts[index] as number, block.ends[index] as number);
      const kind = isAbove ? "new" : this.#judge(second, nano, hash);
      if (kind === "new" && !isAbove && this.#isTornEndOfReplay(block, index)) {
        this.repeatedCount++;
        continue;
      }
      if (kind === "new") {
        const number = seen.note(second, nano, hash);
        if (isAbove) this.#state = "past";
        if (this.#state === "past") seen.last = number;
        picked[pickedCount++] = index;
      } else if (kind === "unknown") {
        this.#hold(pickEntries(block, Uint32Array.of(index), 1), 0);
      } else if (kind === "older") {
        this.#doubt("stepped-back", block, index);
        break;
      }
    }
    seen.noteTornEnds(block);
    return pickEntries(block, picked, pickedCount);
  }

  /**
   * Takes a doubted reading as the continuation of the log after all.
   * @returns what came of it so far.
   */
  accept(): Block[] {
    if (this.#state === "stepped-back") this.#seen.acceptOlder();
    return this.#goOn("past");
  }

  /**
   * Takes a reading that has stepped back as a replay of the file from its first line.
   * @returns what came of it so far that is new.
   */
  replay(): Block[] {
    this.#seen.beginPass();
    return this.#goOn("within");
  }

  #goOn(state: SeamState): Block[] {
    const held = this.#held;
    this.#held = [];
    this.#state = state;
    return held.map((block) => this.sift(block)).filter(({ count }) => count > 0);
  }

  /**
   * Judges an entry that does not lie above all known ones: `unknown` may be old or new, `older` is not to be told from
   * an entry of a file that is read anew.
   */
  #judge(seconds: number, nanos: number, hash: number): "new" | "repeated" | "unknown" | "older" {
    const seen = this.#seen;
    // Behind the last known entry, equal timestamps are many entries and not one that comes again.
    if (this.#state === "past" && seconds === seen.highSeconds && nanos === seen.highNanos) return "new";
    let number = seen.match(seconds, nanos, hash);
    if (number === unknownEntry) {
      const isForgotten = seen.isForgotten(seconds, nanos);
      const isKnown = isForgotten || seen.isGiven(seconds, nanos);
      if (isForgotten && this.#state === "past") return "older";
      if (!isKnown) return this.#state === "seeking" ? "unknown" : "new";
      this.repeatedCount++;
      return "repeated";
    }
    this.repeatedCount++;
    if (this.#state === "past" || number === exhaustedEntry) {
      seen.beginPass();
      number = seen.match(seconds, nanos, hash);
    }
    this.#state = number === seen.last ? "past" : "within";
    this.#held = [];
    return "repeated";
  }

  /**
   * Whether an unknown entry is what a file begins with that is read anew: the end of a line that was torn, and came whole. It is
   * older than timestamps run backwards, and what stands behind it is known.
   */
  #isTornEndOfReplay({ bytes, count, seconds, nanos, starts, ends }: Block, index: number): boolean {
    const seen = this.#seen;
    const behind = index + 1;
    if (this.#state !== "past" || behind === count) return false;
    if ((seconds[index] as number) > seen.highSeconds - regressionSeconds) return false;
    const hash = hashEntry(bytes, starts[behind] as number, ends[behind] as number);
    return seen.has(seconds[behind] as number, nanos[behind] as number, hash);
  }

  #doubt(state: "detached" | "stepped-back", block: Block, index: number): void {
    this.#state = state;
    this.doubtedAt = { seconds: block.seconds[index] as number, nanos: block.nanos[index] as number };
    this.#hold(block, index);
  }

  #hold(block: Block, from: number): Block {
    const rest = from === 0 ? block : pickEntries(block, indicesFrom(from, block.count), block.count - from);
    this.#held.push(rest);
    return pickEntries(block, noIndices, 0);
  }
}

const noIndices = new Uint32Array(0);

let scratch = new Uint32Array(4096);

function scratchOf(count: number): Uint32Array {
  if (scratch.length < count) scratch = new Uint32Array(count * 2);
  return scratch;
}

function indicesFrom(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, index) => from + index);
}
