import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Block } from "./block.ts";

/** A block that lies on disk. */
export interface SpooledBlock {
  readonly kind: "spooled";
  /** The block without its arrays and bytes. */
  readonly head: Pick<Block, "source" | "count" | "arrivedMs">;
  readonly segment: Segment;
  readonly offset: number;
  readonly messageBytes: number;
  readonly hasFlags: boolean;
  readonly isSorted: boolean;
}

/** One file of the spool, given back as soon as everything in it was read. */
interface Segment {
  readonly fd: number;
  size: number;
  unread: number;
}

/**
 * Blocks on disk, for what arrives faster than it can be printed. Writing and reading are plain synchronous calls: they
 * meet the page cache, and keep a queue's order trivial. Nothing is ever read twice.
 *
 * The files lie in a folder that only this user may enter, made at the first write and removed by {@link close}.
 */
export class Spool {
  readonly #parent: string;
  readonly #limitBytes: number;
  readonly #segmentBytes: number;
  #folder: string | undefined;
  #segments: Segment[] = [];
  #usedBytes = 0;
  #segmentNumber = 0;

  /** @param parent an existing folder, the system's temporary one as a rule. */
  constructor(parent: string, limitBytes: number, segmentBytes: number = 64 * 1024 * 1024) {
    this.#parent = parent;
    this.#limitBytes = limitBytes;
    this.#segmentBytes = segmentBytes;
  }

  /** Bytes on disk that were not given back yet. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether nothing more should be written. */
  get isFull(): boolean {
    return this.#usedBytes >= this.#limitBytes;
  }

  /**
   * Writes a block.
   * @throws the file system's error when the disk is full or the folder cannot be made.
   */
  write(block: Block): SpooledBlock {
    const { count } = block;
    const isSorted = block.keySeconds === block.seconds && block.keyNanos === block.nanos;
    const hasFlags = block.flags !== undefined;
    let messageBytes = 0;
    for (let index = 0; index < count; index++) messageBytes = Math.max(messageBytes, block.ends[index] as number);
    const parts: Uint8Array[] = [bytesOf(block.seconds, count), bytesOf(block.nanos, count)];
    parts.push(bytesOf(block.starts, count), bytesOf(block.ends, count));
    if (!isSorted) parts.push(bytesOf(block.keySeconds, count), bytesOf(block.keyNanos, count));
    if (block.flags !== undefined) parts.push(block.flags.subarray(0, count));
    parts.push(block.bytes.subarray(0, messageBytes));
    const record = Buffer.concat(parts);
    const segment = this.#writableSegment();
    const offset = segment.size;
    for (let written = 0; written < record.length; ) {
      written += writeSync(segment.fd, record, written, record.length - written, offset + written);
    }
    segment.size += record.length;
    segment.unread++;
    this.#usedBytes += record.length;
    const head = { source: block.source, count, arrivedMs: block.arrivedMs };
    return { kind: "spooled", head, segment, offset, messageBytes, hasFlags, isSorted };
  }

  /** Reads a block back, once. */
  read(spooled: SpooledBlock): Block {
    const { head, segment, offset, messageBytes, hasFlags, isSorted } = spooled;
    const { count } = head;
    const columnBytes = count * (isSorted ? 20 : 32) + (hasFlags ? count : 0);
    const memory = new ArrayBuffer(columnBytes + messageBytes);
    const record = Buffer.from(memory);
    for (let done = 0; done < record.length; ) {
      const read = readSync(segment.fd, record, done, record.length - done, offset + done);
      if (read === 0) throw new Error("the spool file ends too early");
      done += read;
    }
    this.#release(segment);
    const seconds = new Float64Array(memory, 0, count);
    const nanos = new Uint32Array(memory, count * 8, count);
    const starts = new Uint32Array(memory, count * 12, count);
    const ends = new Uint32Array(memory, count * 16, count);
    let at = count * 20;
    let keySeconds = seconds;
    let keyNanos = nanos;
    if (!isSorted) {
      // Copied, since 20 * count need not be a multiple of 8.
      keySeconds = new Float64Array(memory.slice(at, at + count * 8));
      keyNanos = new Uint32Array(memory, at + count * 8, count);
      at += count * 12;
    }
    let flags: Uint8Array | undefined;
    if (hasFlags) {
      flags = new Uint8Array(memory, at, count);
      at += count;
    }
    return { ...head, bytes: record.subarray(at), starts, ends, seconds, nanos, keySeconds, keyNanos, flags };
  }

  /** Removes all files. */
  close(): void {
    for (const segment of this.#segments) closeSync(segment.fd);
    this.#segments = [];
    this.#usedBytes = 0;
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #writableSegment(): Segment {
    const current = this.#segments.at(-1);
    if (current !== undefined && current.size < this.#segmentBytes) return current;
    this.#folder ??= mkdtempSync(join(this.#parent, "kubectl-kt-spool-"));
    const path = join(this.#folder, `segment-${this.#segmentNumber++}`);
    const segment = { fd: openSync(path, "w+", 0o600), size: 0, unread: 0 };
    // The descriptor is all that is needed: a crash leaves an empty folder at most.
    rmSync(path, { force: true });
    this.#segments.push(segment);
    return segment;
  }

  #release(segment: Segment): void {
    segment.unread--;
    if (segment.unread > 0) return;
    this.#usedBytes -= segment.size;
    if (segment === this.#segments.at(-1)) {
      ftruncateSync(segment.fd, 0);
      segment.size = 0;
      return;
    }
    closeSync(segment.fd);
    this.#segments = this.#segments.filter((other) => other !== segment);
  }
}

function bytesOf(array: Float64Array | Uint32Array, count: number): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, count * array.BYTES_PER_ELEMENT);
}
