/** Of a line longer than this, each further piece of this length becomes an entry of its own: memory stays bounded. */
const longestLineBytes = 16 * 1024 * 1024;

/** Cuts bytes behind their last newline, so that each piece holds whole lines; what is left waits for more. */
export class LinePieces {
  #rest: Buffer[] = [];
  #restBytes = 0;

  /** The lines that the bytes complete, with their newlines; undefined when they complete none. */
  push(bytes: Buffer): Buffer | undefined {
    const newline = bytes.lastIndexOf(0x0a);
    if (newline < 0) {
      this.#keep(bytes);
      return this.#restBytes > longestLineBytes ? this.end() : undefined;
    }
    this.#keep(bytes.subarray(0, newline + 1));
    const piece = this.end();
    this.#keep(bytes.subarray(newline + 1));
    return piece;
  }

  /** What is left when nothing more comes: a line without a newline; undefined when there is none. */
  end(): Buffer | undefined {
    if (this.#restBytes === 0) return undefined;
    const [first] = this.#rest;
    const piece = first !== undefined && this.#rest.length === 1 ? first : Buffer.concat(this.#rest, this.#restBytes);
    this.#rest = [];
    this.#restBytes = 0;
    return piece;
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#rest.push(bytes);
    this.#restBytes += bytes.length;
  }
}
