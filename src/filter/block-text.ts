import { isUtf8 } from "node:buffer";
import type { Block } from "../stream/block.ts";
import { stripAnsi } from "../text/ansi.ts";

/**
 * The messages of a block as a pattern sees them: without escape sequences, and as valid UTF-8. Nearly all blocks are so
 * already, which is found out for the whole block at once; only the other lines are ever copied.
 */
export class BlockText {
  readonly block: Block;
  /** Offset in the block's bytes of the first message. */
  readonly start: number;
  /** Offset behind the last message. */
  readonly end: number;
  /** The cleaned text of each line that is not as it should be, by index; absent when all are. */
  readonly cleaned: ReadonlyMap<number, Buffer> | undefined;
  #latin1: string | undefined;

  /** @param needsCharacters Whether bytes that are no UTF-8 matter. */
  constructor(block: Block, needsCharacters: boolean) {
    this.block = block;
    this.start = block.starts[0] ?? 0;
    this.end = block.count === 0 ? this.start : (block.ends[block.count - 1] as number);
    this.cleaned = this.#clean(needsCharacters);
  }

  /** All bytes from the first message to the last, one character for each; made once. */
  get latin1(): string {
    this.#latin1 ??= this.block.bytes.toString("latin1", this.start, this.end);
    return this.#latin1;
  }

  /** How long the longest message is, in bytes. */
  get longestLine(): number {
    const { count, starts, ends } = this.block;
    let longest = 0;
    for (let index = 0; index < count; index++) {
      const length = (ends[index] as number) - (starts[index] as number);
      if (length > longest) longest = length;
    }
    return longest;
  }

  #clean(needsCharacters: boolean): ReadonlyMap<number, Buffer> | undefined {
    const { bytes, count, starts, ends } = this.block;
    const range = bytes.subarray(this.start, this.end);
    const hasEscape = range.includes(escape);
    const hasFault = needsCharacters && !isUtf8(range);
    if (!hasEscape && !hasFault) return undefined;
    const cleaned = new Map<number, Buffer>();
    for (let index = 0; index < count; index++) {
      const start = starts[index] as number;
      const end = ends[index] as number;
      let line = bytes.subarray(start, end);
      const isColored = hasEscape && line.includes(escape);
      if (isColored) line = stripAnsi(bytes, start, end);
      const isFaulty = hasFault && !isUtf8(line);
      // Each wrong byte counts as U+FFFD, as in Go.
      if (isFaulty) line = Buffer.from(line.toString("utf8"));
      if (isColored || isFaulty) cleaned.set(index, line);
    }
    return cleaned;
  }
}

const escape = 0x1b;
