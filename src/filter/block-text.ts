import { isUtf8 } from "node:buffer";
import type { Block } from "../stream/block.ts";
import { stripAnsi } from "../text/ansi.ts";
import { byteText } from "../text/pattern/pattern.ts";

/**
 * The messages of a block as patterns see them: without escape sequences, as valid UTF-8, and as byte text. Nearly all
 * blocks need no cleaning, which is found out for the whole block at once; only lines that do are ever copied.
 */
export class BlockText {
  readonly block: Block;
  /** Offset in the block's bytes of the first of their bytes; an offset in {@link lines} is one in the block less this. */
  readonly start: number;
  /** All bytes that the messages lie between. */
  readonly lines: string;
  /** The cleaned text of each line that is not as it should be, by index; absent when all are. */
  readonly cleaned: ReadonlyMap<number, string> | undefined;
  /** How long the longest message is, in bytes. */
  readonly longestLine: number;
  /**
   * Whether the messages lie one behind the other with a newline behind each, so that one search finds all in their order and
   * does not run from one into the next. Lines that were joined from pieces lie behind all others of their block.
   */
  readonly isSearchable: boolean;

  /** @param needsCharacters Whether bytes that are no UTF-8 matter. */
  constructor(block: Block, needsCharacters: boolean) {
    const { bytes, count, starts, ends } = block;
    this.block = block;
    let first = count === 0 ? 0 : (starts[0] as number);
    let behind = first;
    let longestLine = 0;
    let isSearchable = true;
    for (let index = 0; index < count; index++) {
      const start = starts[index] as number;
      const end = ends[index] as number;
      if (start < behind) isSearchable = false;
      if (bytes[end] !== newline && index < count - 1) isSearchable = false;
      if (start < first) first = start;
      if (end > behind) behind = end;
      if (end - start > longestLine) longestLine = end - start;
    }
    this.start = first;
    this.longestLine = longestLine;
    this.isSearchable = isSearchable;
    this.lines = byteText(bytes, first, behind);
    this.cleaned = this.#clean(bytes.subarray(first, behind), needsCharacters);
  }

  /** One line, cleaned where it has to be. */
  line(index: number): string {
    const cleaned = this.cleaned?.get(index);
    if (cleaned !== undefined) return cleaned;
    const { starts, ends } = this.block;
    return this.lines.slice((starts[index] as number) - this.start, (ends[index] as number) - this.start);
  }

  #clean(range: Buffer, needsCharacters: boolean): ReadonlyMap<number, string> | undefined {
    const { bytes, count, starts, ends } = this.block;
    const hasEscape = range.includes(escape);
    const hasFault = needsCharacters && !isUtf8(range);
    if (!hasEscape && !hasFault) return undefined;
    const cleaned = new Map<number, string>();
    for (let index = 0; index < count; index++) {
      const start = starts[index] as number;
      const end = ends[index] as number;
      let line = bytes.subarray(start, end);
      const isColored = hasEscape && line.includes(escape);
      if (isColored) line = stripAnsi(bytes, start, end);
      const isFaulty = hasFault && !isUtf8(line);
      // Wrong bytes count as U+FFFD, as in Go.
      if (isFaulty) line = Buffer.from(line.toString("utf8"));
      if (isColored || isFaulty) cleaned.set(index, byteText(line, 0, line.length));
    }
    return cleaned;
  }
}

const newline = 0x0a;
const escape = 0x1b;
