import { LinePieces } from "../text/line-pieces.ts";
import type { Block } from "./block.ts";
import { EntryWriter } from "./entry-writer.ts";
import { KeyClock } from "./key-clock.ts";
import type { LineFormat } from "./line-format.ts";

/** Turns the bytes of one log into blocks, in its own order. */
export class LineParser {
  readonly #format: LineFormat;
  readonly #pieces = new LinePieces();
  readonly #writer: EntryWriter;

  /** @param clock Makes the keys of the blocks run forwards, and of what else is read with it. */
  constructor(format: LineFormat, clock: KeyClock = new KeyClock()) {
    this.#format = format;
    this.#writer = new EntryWriter(clock);
  }

  /** Whether any line so far had a time. */
  get hasTime(): boolean {
    return this.#writer.hasTime;
  }

  /** The entries of the lines that these bytes complete. */
  push(bytes: Buffer, arrivedMs: number): readonly Block[] {
    const piece = this.#pieces.push(bytes);
    return piece === undefined ? [] : this.#parse(piece, arrivedMs, false);
  }

  /** The entry of a line that has no newline, when what comes next is no part of it; what the format holds back stays. */
  endLine(arrivedMs: number): readonly Block[] {
    const piece = this.#pieces.end();
    return piece === undefined ? [] : this.#parse(piece, arrivedMs, false);
  }

  /** The entries that are left when nothing more comes. */
  end(arrivedMs: number): readonly Block[] {
    return this.#parse(this.#pieces.end() ?? Buffer.alloc(0), arrivedMs, true);
  }

  #parse(piece: Buffer, arrivedMs: number, isEnd: boolean): readonly Block[] {
    const format = this.#format;
    const writer = this.#writer;
    writer.begin(piece, format.isDecoded);
    for (let at = 0; at < piece.length; ) {
      const newline = piece.indexOf(0x0a, at);
      const end = newline < 0 ? piece.length : newline;
      format.read(piece, at, end, writer);
      at = end + 1;
    }
    if (isEnd) format.end(writer);
    return writer.finish(arrivedMs);
  }
}
