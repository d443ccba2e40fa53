import { type ViewedBytes, viewBytes } from "./copy-bytes.ts";

/** Puts one text after the other together in the same memory: a Buffer for each would cost more than the text. */
export class ScratchText {
  readonly #kept: ViewedBytes = viewBytes(Buffer.allocUnsafeSlow(keptBytes));
  /**
   * Holds the text, from its beginning on. Long texts get memory of their own, since who writes them hands them on without a
   * copy.
   */
  viewed: ViewedBytes = this.#kept;
  /** How many bytes the text takes. */
  length = 0;

  /** Begins another text; the one before is gone unless it was long. */
  clear(): void {
    this.viewed = this.#kept;
    this.length = 0;
  }

  /** Adds the bytes `from[start, end)`. */
  add(from: Uint8Array, start: number, end: number): void {
    this.#makeRoom(end - start);
    const { bytes } = this.viewed;
    let to = this.length;
    for (let at = start; at < end; at++) bytes[to++] = from[at] as number;
    this.length = to;
  }

  /** Adds a text, as UTF-8. */
  addText(text: string): void {
    this.#makeRoom(text.length * mostBytesOfUnit);
    this.length += this.viewed.bytes.write(text, this.length);
  }

  #makeRoom(size: number): void {
    const needed = this.length + size;
    if (needed <= this.viewed.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(needed * 2);
    this.viewed.bytes.copy(larger, 0, 0, this.length);
    this.viewed = viewBytes(larger);
  }
}

const keptBytes = 16 * 1024;
/** A unit of UTF-16 is at most three bytes of UTF-8; two units that are one character are four. */
const mostBytesOfUnit = 3;
