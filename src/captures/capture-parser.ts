import type { Block } from "../stream/block.ts";
import { KeyClock } from "../stream/key-clock.ts";
import { EntryWriter } from "./entry-writer.ts";
import type { LineFormat } from "./formats/line-format.ts";
import { LinePieces } from "./line-pieces.ts";

/** Turns the bytes of one capture into blocks, in its own order. */
export class CaptureParser {
  readonly #format: LineFormat;
  readonly #pieces = new LinePieces();
  readonly #writer = new EntryWriter(new KeyClock());

  constructor(format: LineFormat) {
    this.#format = format;
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
