import type { ArrivedBytes } from "./arrived-bytes.ts";

/**
 * Gathers bytes out of a buffer that is read into again and again: much of them in blocks that are given away as they are,
 * a little in memory of just its size. Much ends with a line where that is possible: what follows the last newline
 * lies at the beginning of the next block, so that readers of lines need not join pieces.
 */
export class LandingBlocks implements ArrivedBytes {
  heldBytes = 0;
  /** Blocks with no more room. */
  #full: Buffer[] = [];
  #block: Buffer | undefined;
  /** How much of the block is used. */
  #length = 0;
  /** How much of that waits for the rest of its line. */
  #waiting = 0;
  #isEnded = false;

  get hasNews(): boolean {
    return this.heldBytes > (this.#isEnded ? 0 : this.#waiting);
  }

  /** Room to read into, which {@link put} then finds in its place; worth little where little comes. */
  room(): Buffer {
    if (this.#block !== undefined && this.#block.length - this.#length < leastRoomBytes) this.#giveBlock();
    const block = (this.#block ??= Buffer.allocUnsafeSlow(blockBytes));
    return block.subarray(this.#length);
  }

  /** Adds `from[start, end)`: copies it, but for what lies in its place already. */
  put(from: Buffer, start: number, end: number): void {
    this.heldBytes += end - start;
    for (let at = start; at < end; ) {
      const block = (this.#block ??= Buffer.allocUnsafeSlow(blockBytes));
      const stop = Math.min(end, at + block.length - this.#length);
      const isInPlace = from.buffer === block.buffer && from.byteOffset + at === block.byteOffset + this.#length;
      if (!isInPlace) from.copy(block, this.#length, at, stop);
      this.#length += stop - at;
      at = stop;
      if (this.#length === block.length) this.#giveBlock();
    }
  }

  take(): readonly Buffer[] {
    if (this.#full.length > 0) return [this.#takeFull()];
    const block = this.#block;
    if (block === undefined || !this.hasNews) return [];
    if (this.#length >= fewBytes) {
      this.#giveBlock();
      return [this.#takeFull()];
    }
    const few = Buffer.allocUnsafeSlow(this.#length);
    block.copy(few, 0, 0, this.#length);
    this.#length = 0;
    this.#waiting = 0;
    this.heldBytes = 0;
    return [few];
  }

  end(): void {
    this.#isEnded = true;
  }

  drop(): void {
    this.#full = [];
    this.#block = undefined;
    this.#length = 0;
    this.#waiting = 0;
    this.heldBytes = 0;
  }

  #takeFull(): Buffer {
    const block = this.#full.shift() as Buffer;
    this.heldBytes -= block.length;
    return block;
  }

  /** Lets the block be taken, but for the beginning of a line at its end, which moves to a new one. */
  #giveBlock(): void {
    const block = this.#block as Buffer;
    const newline = block.lastIndexOf(0x0a, this.#length - 1);
    const length = newline < this.#length - longestWaitingBytes ? this.#length : newline + 1;
    this.#full.push(length === block.length ? block : block.subarray(0, length));
    this.#waiting = this.#length - length;
    this.#block = undefined;
    if (this.#waiting > 0) {
      this.#block = Buffer.allocUnsafeSlow(blockBytes);
      block.copy(this.#block, 0, length, this.#length);
    }
    this.#length = this.#waiting;
  }
}

const blockBytes = 96 * 1024;
/** As much as TLS gives at once. */
const leastRoomBytes = 16 * 1024;
/** What is less is copied once more: a block is not worth it. */
const fewBytes = blockBytes / 4;
/** The beginning of a line that is longer is given away as it is: to copy it would cost more than to join it. */
const longestWaitingBytes = 16 * 1024;
