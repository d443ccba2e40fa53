import { type ViewedBytes, viewBytes } from "./copy-bytes.ts";

/** Turns one text after the other into UTF-8 in the same memory: a Buffer for each would cost more than the text. */
export class ScratchText {
  readonly #kept: ViewedBytes = viewBytes(Buffer.allocUnsafeSlow(keptBytes));
  /** Holds the last text, from its beginning on. */
  viewed: ViewedBytes = this.#kept;

  /**
   * @returns how many bytes of {@link viewed} the text takes; valid until the next one. Long texts get memory of their own,
   * since who writes them hands them on without a copy.
   */
  write(text: string): number {
    if (text.length * mostBytesOfUnit > keptBytes) {
      this.viewed = viewBytes(Buffer.from(text));
      return this.viewed.bytes.length;
    }
    this.viewed = this.#kept;
    return this.viewed.bytes.write(text);
  }
}

const keptBytes = 16 * 1024;
/** A unit of UTF-16 is at most three bytes of UTF-8; two units that are one character are four. */
const mostBytesOfUnit = 3;
