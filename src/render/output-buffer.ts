import { copyBytes, type ViewedBytes, viewBytes } from "../text/copy-bytes.ts";

/** Takes a chunk of output over. Its memory belongs to the taker until {@link OutputBuffer.recycle}. */
export type OutputSink = (chunk: Buffer) => void;

/**
 * Where renderers write: one large buffer that is handed on when it is full, so that there is one write for thousands
 * of entries. A renderer asks for room, writes into {@link target} from {@link length} on and then sets
 * {@link length}.
 */
export class OutputBuffer {
  /** Where to write; another one after each call of a method. */
  target: ViewedBytes;
  /** How many bytes of the target are written. */
  length = 0;
  readonly #sink: OutputSink;
  readonly #lent = new WeakSet<ArrayBufferLike>();
  readonly #free: ViewedBytes[] = [];

  /** @param capacityBytes How much is gathered before the sink gets it. */
  constructor(sink: OutputSink, capacityBytes: number = 256 * 1024) {
    this.#sink = sink;
    this.target = allocate(capacityBytes);
  }

  /** The most that {@link makeRoom} can be asked for. */
  get capacityBytes(): number {
    return this.target.bytes.length;
  }

  /** Pieces longer than this had better go through {@link write}, which does not copy them. */
  get longestCopiedBytes(): number {
    return this.target.bytes.length >> 2;
  }

  /** Hands on what there is if fewer than `size` bytes are free. */
  makeRoom(size: number): void {
    if (this.length + size > this.target.bytes.length) this.flush();
  }

  /** Hands on what there is. */
  flush(): void {
    if (this.length === 0) return;
    const full = this.target;
    const chunk = full.bytes.subarray(0, this.length);
    this.target = this.#free.pop() ?? allocate(full.bytes.length);
    this.length = 0;
    this.#lent.add(chunk.buffer);
    this.#sink(chunk);
  }

  /** Writes bytes of any length. Large ones are handed on as they are, without a copy, and must not change any more. */
  write(bytes: Buffer): void {
    if (bytes.length > this.longestCopiedBytes) {
      this.flush();
      this.#sink(bytes);
      return;
    }
    this.makeRoom(bytes.length);
    this.target.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Writes `from.bytes[start, end)`, of any length; large pieces are not copied, as with {@link write}. */
  writeRange(from: ViewedBytes, start: number, end: number): void {
    if (end - start > this.longestCopiedBytes) {
      this.write(from.bytes.subarray(start, end));
      return;
    }
    this.makeRoom(end - start);
    this.length = copyBytes(from, start, end, this.target, this.length);
  }

  /** Gives a chunk back whose bytes are written, so that its memory serves again. Optional; foreign memory is let go. */
  recycle(chunk: Buffer): void {
    // A chunk that is given back twice must not become two buffers over one memory.
    if (!this.#lent.delete(chunk.buffer)) return;
    if (this.#free.length < mostFree) this.#free.push(viewBytes(Buffer.from(chunk.buffer)));
  }
}

const mostFree = 4;

function allocate(capacityBytes: number): ViewedBytes {
  // Not from Node's pool: the memory is given away and comes back as a whole.
  return viewBytes(Buffer.allocUnsafeSlow(capacityBytes));
}
