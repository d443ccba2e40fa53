import { gzipSync } from "node:zlib";

/**
 * One file of a container's log, in the runtime's format: lines `TIME STREAM TAG MESSAGE\n`, where the
 * tag `P` says that the message goes on in the next line of that stream, and `F` that it is whole.
 * What was written is never changed, so parts handed out stay valid.
 */
export class LogFile {
  /** Name in the container's folder: `0.log`, once rotated `0.log.20261121-080910`, at last with `.gz` behind it. */
  name: string;
  #bytes: Buffer = Buffer.alloc(0);
  #size = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds bytes at the end. */
  append(bytes: Buffer): void {
    const needed = this.#size + bytes.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2, 4096));
      this.#bytes.copy(larger, 0, 0, this.#size);
      this.#bytes = larger;
    }
    bytes.copy(this.#bytes, this.#size);
    this.#size = needed;
  }

  /** The bytes from `start` to `end` (not included), without copying. */
  read(start: number, end: number = this.#size): Buffer {
    return this.#bytes.subarray(Math.min(start, this.#size), Math.min(end, this.#size));
  }

  /** The bytes as they lie on the node's disk. */
  stored(): Buffer {
    return this.name.endsWith(".gz") ? gzipSync(this.read(0)) : this.read(0);
  }
}
