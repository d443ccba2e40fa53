import { compareInstants, type Instant } from "../time/timestamp.ts";
import type { Block } from "./block.ts";
import { hashEntry } from "./entry-hash.ts";
import { pickEntries } from "./pick-entries.ts";
import { regressionSeconds, type SeenEntries } from "./seen-entries.ts";

/**
 * Finds what a reading has skipped in the middle of a log, in another reading of that log that begins before it. What it finds is
 * not noted one by one, which could be more than is remembered of a log: {@link close} notes the time that it lies in.
 */
export class SkippedEntries {
  readonly #seen: SeenEntries;
  readonly #before: Instant;
  /** Whether the other reading has held an entry that stands before what was skipped. */
  hasBeginning = false;
  /** Whether it has come behind what was skipped. */
  isOver = false;
  /** Whether it has met the first entry behind what was skipped: when not, files between were deleted while it went on. */
  hasEnd = false;
  /** Own timestamp of the first entry found; undefined before it. */
  first: Instant | undefined;
  #lowest: Instant | undefined;
  #highest: Instant | undefined;

  /**
   * @param seen remembers what stands before the skipped entries, and all behind them.
   * @param before the first entry behind them; the last one before them is older by more than timestamps run backwards.
   */
  constructor(seen: SeenEntries, before: Instant) {
    this.#seen = seen;
    this.#before = before;
    seen.beginPass();
  }

  /** The entries of the block that were skipped, in the order of the log. */
  pick(block: Block): Block {
    const { count, seconds, nanos } = block;
    const seen = this.#seen;
    const picked = new Uint32Array(count);
    let pickedCount = 0;
    for (let index = 0; index < count && !this.isOver; index++) {
      const second = seconds[index] as number;
      const nano = nanos[index] as number;
      if (seen.isForgotten(second, nano)) {
        this.hasBeginning = true;
        continue;
      }
      const hash = hashEntry(block.bytes, block.starts[index] as number, block.ends[index] as number);
      if (seen.match(second, nano, hash) >= 0) {
        this.hasEnd = compareInstants({ seconds: second, nanos: nano }, this.#before) >= 0;
        this.isOver = this.hasEnd;
        this.hasBeginning ||= !this.isOver;
      } else if (second > this.#before.seconds + regressionSeconds) {
        // What stands here is still to come from the reading that has skipped.
        this.isOver = true;
      } else if (!seen.isGiven(second, nano)) {
        this.#note(second, nano);
        picked[pickedCount++] = index;
      }
    }
    seen.noteTornEnds(block);
    return pickEntries(block, picked, pickedCount);
  }

  /** Lets no later reading take what was found for new. To be called when all of it is out, or no more will be. */
  close(): void {
    if (this.#lowest !== undefined && this.#highest !== undefined) this.#seen.noteGiven(this.#lowest, this.#highest);
  }

  #note(seconds: number, nanos: number): void {
    const isLower = this.#lowest === undefined || isBefore(seconds, nanos, this.#lowest);
    const isHigher = this.#highest === undefined || !isBefore(seconds, nanos, this.#highest);
    if (!isLower && !isHigher) return;
    const instant = { seconds, nanos };
    this.first ??= instant;
    if (isLower) this.#lowest = instant;
    if (isHigher) this.#highest = instant;
  }
}

function isBefore(seconds: number, nanos: number, other: Instant): boolean {
  return seconds < other.seconds || (seconds === other.seconds && nanos < other.nanos);
}
