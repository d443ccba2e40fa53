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
  /** Offset in the block's bytes of the first message. */
  readonly start: number;
  /** All bytes from the first message to behind the last; an offset in it is one in the block less {@link start}. */
  readonly lines: string;
  /** The cleaned text of each line that is not as it should be, by index; absent when all are. */
  readonly cleaned: ReadonlyMap<number, string> | undefined;
  #longestLine = -1;
  #isSeparated = true;

  /** @param needsCharacters Whether bytes that are no UTF-8 matter. */
  constructor(block: Block, needsCharacters: boolean) {
    this.block = block;
    this.start = block.starts[0] ?? 0;
    const end = block.count === 0 ? this.start : (block.ends[block.count - 1] as number);
    this.lines = byteText(block.bytes, this.start, end);
    this.cleaned = this.#clean(block.bytes.subarray(this.start, end), needsCharacters);
  }

  /** How long the longest message is, in bytes. */
  get longestLine(): number {
    if (this.#longestLine < 0) this.#measure();
    return this.#longestLine;
  }

  /** Whether a newline stands behind each message, so that a search cannot run from one into the next. */
  get isSeparated(): boolean {
    if (this.#longestLine < 0) this.#measure();
    return this.#isSeparated;
  }

  /** One line, cleaned where it has to be. */
  line(index: number): string {
    const cleaned = this.cleaned?.get(index);
    if (cleaned !== undefined) return cleaned;
    const { starts, ends } = this.block;
    return this.lines.slice((starts[index] as number) - this.start, (ends[index] as number) - this.start);
  }

  #measure(): void {
    const { bytes, count, starts, ends } = this.block;
    this.#longestLine = 0;
    for (let index = 0; index < count; index++) {
      const end = ends[index] as number;
      const length = end - (starts[index] as number);
      if (length > this.#longestLine) this.#longestLine = length;
      if (bytes[end] !== newline && index < count - 1) this.#isSeparated = false;
    }
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
