import { TimestampReader } from "../time/timestamp.ts";
import { type Block, EntryFlag } from "./block.ts";
import { allocateColumns } from "./block-columns.ts";
import { KeyClock } from "./key-clock.ts";
import type { SourceInfo } from "./source-info.ts";

/** Of a line longer than this, each further piece of this length becomes an entry of its own: memory stays bounded. */
const longestLineBytes: number = 16 * 1024 * 1024;

/** What {@link TimestampedLines} may be told of the lines. */
export interface TimestampedLinesOptions {
  readonly longestLineBytes?: number;
  /** The stream that all of them were written to, where only one was asked for. */
  readonly stream?: "stdout" | "stderr" | undefined;
}

/**
 * Turns the bytes of a log that carries a timestamp before each line (`pods/log?timestamps=true`) into
 * blocks. One for each connection; the {@link KeyClock} goes on from one to the next of the same source.
 *
 * A line without a timestamp (a message of the kubelet inside the body) becomes an entry with the flag `untimed`
 * and the time of the entry before it, or of the key clock when it is the first. Further pieces of an overlong line
 * are `untimed` too, and `continuation`.
 */
export class TimestampedLines {
  readonly #source: SourceInfo;
  readonly #clock: KeyClock;
  readonly #longestLineBytes: number;
  /** What holds for every line. */
  readonly #flags: number;
  readonly #reader = new TimestampReader();
  /** What came since the last newline. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Time of the last entry; not a number before the first. */
  #seconds = Number.NaN;
  #nanos = 0;
  /** Whether what comes next belongs to an overlong line whose beginning is out. */
  #isInsideLine = false;

  constructor(source: SourceInfo, clock: KeyClock = new KeyClock(), options: TimestampedLinesOptions = {}) {
    this.#source = source;
    this.#clock = clock;
    this.#longestLineBytes = options.longestLineBytes ?? longestLineBytes;
    this.#flags = options.stream === undefined ? 0 : EntryFlag[options.stream];
  }

  /**
   * Takes what arrived and returns the lines that it completes.
   * @param arrivedMs when it arrived, on the run's monotonic clock.
   * @returns undefined when no line ended.
   */
  push(chunks: readonly Buffer[], arrivedMs: number): Block | undefined {
    let last = chunks.length - 1;
    let newline = -1;
    for (; last >= 0; last--) {
      newline = (chunks[last] as Buffer).lastIndexOf(10);
      if (newline >= 0) break;
    }
    if (last < 0) {
      for (const chunk of chunks) this.#keep(chunk);
      return this.#restBytes > this.#longestLineBytes ? this.#parse(this.#takeRest(), arrivedMs, false) : undefined;
    }
    const ending = chunks[last] as Buffer;
    for (let index = 0; index < last; index++) this.#keep(chunks[index] as Buffer);
    this.#keep(newline + 1 === ending.length ? ending : ending.subarray(0, newline + 1));
    const lines = this.#takeRest();
    if (newline + 1 < ending.length) this.#keep(ending.subarray(newline + 1));
    for (let index = last + 1; index < chunks.length; index++) this.#keep(chunks[index] as Buffer);
    return this.#parse(lines, arrivedMs, true);
  }

  /** The last line, when the log ended without a newline; undefined when it ended with one. */
  end(arrivedMs: number): Block | undefined {
    return this.#restBytes === 0 ? undefined : this.#parse(this.#takeRest(), arrivedMs, true);
  }

  #keep(chunk: Buffer): void {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
  }

  #takeRest(): Buffer {
    const rest = this.#rest;
    const [first] = rest;
    const isWhole = first !== undefined && rest.length === 1 && first.length * 4 >= first.buffer.byteLength;
    const bytes = isWhole ? first : Buffer.concat(rest, this.#restBytes);
    this.#rest = [];
    this.#restBytes = 0;
    return bytes;
  }

  /** @param isEnded whether the last line ends with the bytes; its rest is kept otherwise. */
  #parse(bytes: Buffer, arrivedMs: number, isEnded: boolean): Block | undefined {
    const reader = this.#reader;
    const clock = this.#clock;
    const longest = this.#longestLineBytes;
    const { length } = bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    let { starts, ends, seconds, nanos, flags, capacity } = scratch;
    let maxSeconds = clock.seconds;
    let maxNanos = clock.nanos;
    let second = this.#seconds;
    let nano = this.#nanos;
    let hasRegression = false;
    const ofAll = this.#flags;
    let hasFlags = ofAll !== 0;
    let count = 0;
    for (let at = 0; at < length; count++) {
      let end = bytes.indexOf(newlineByte, at);
      let next = end + 1;
      if (end < 0) {
        if (!isEnded && length - at <= longest) {
          this.#keep(bytes.subarray(at));
          break;
        }
        end = length;
        next = length;
      }
      const isCut = end - at > longest;
      if (isCut) {
        end = at + longest;
        next = end;
      }
      if (count === capacity) {
        growScratch();
        ({ starts, ends, seconds, nanos, flags, capacity } = scratch);
      }
      let start = -1;
      if (!this.#isInsideLine) {
        start = reader.readAgain(view, at, end);
        if (start < 0) start = reader.read(bytes, at, end);
      }
      if (start > 0 && (start === end || bytes[start] === spaceByte)) {
        second = reader.seconds;
        nano = reader.nanos;
        if (start < end) start++;
        flags[count] = ofAll;
      } else {
        if (Number.isNaN(second)) {
          second = Number.isFinite(maxSeconds) ? maxSeconds : 0;
          nano = maxNanos;
        }
        start = at;
        flags[count] = ofAll | EntryFlag.untimed | (this.#isInsideLine ? EntryFlag.continuation : 0);
        hasFlags = true;
      }
      starts[count] = start;
      ends[count] = end;
      seconds[count] = second;
      nanos[count] = nano;
      if (second > maxSeconds || (second === maxSeconds && nano >= maxNanos)) {
        maxSeconds = second;
        maxNanos = nano;
      } else {
        hasRegression = true;
      }
      this.#isInsideLine = isCut;
      at = next;
    }
    if (count === 0) return undefined;
    const block = blockOfScratch(this.#source, bytes, count, arrivedMs, hasFlags);
    const keyed = hasRegression ? withRunningMaximum(block, clock) : block;
    this.#seconds = second;
    this.#nanos = nano;
    clock.seconds = maxSeconds;
    clock.nanos = maxNanos;
    return keyed;
  }
}

const newlineByte = 0x0a;
const spaceByte = 0x20;

/** Where lines are noted while their number is not known; shared, since parsing never waits. */
const scratch = {
  capacity: 4096,
  starts: new Uint32Array(4096),
  ends: new Uint32Array(4096),
  seconds: new Float64Array(4096),
  nanos: new Uint32Array(4096),
  flags: new Uint8Array(4096),
};

function growScratch(): void {
  const capacity = scratch.capacity * 2;
  const { starts, ends, seconds, nanos, flags } = scratch;
  scratch.starts = new Uint32Array(capacity);
  scratch.starts.set(starts);
  scratch.ends = new Uint32Array(capacity);
  scratch.ends.set(ends);
  scratch.seconds = new Float64Array(capacity);
  scratch.seconds.set(seconds);
  scratch.nanos = new Uint32Array(capacity);
  scratch.nanos.set(nanos);
  scratch.flags = new Uint8Array(capacity);
  scratch.flags.set(flags);
  scratch.capacity = capacity;
}

function blockOfScratch(source: SourceInfo, bytes: Buffer, count: number, arrivedMs: number, hasFlags: boolean): Block {
  const { seconds, nanos, starts, ends } = allocateColumns(count);
  for (let index = 0; index < count; index++) {
    seconds[index] = scratch.seconds[index] as number;
    nanos[index] = scratch.nanos[index] as number;
    starts[index] = scratch.starts[index] as number;
    ends[index] = scratch.ends[index] as number;
  }
  const flags = hasFlags ? scratch.flags.slice(0, count) : undefined;
  return { source, bytes, count, starts, ends, seconds, nanos, keySeconds: seconds, keyNanos: nanos, flags, arrivedMs };
}

function withRunningMaximum(block: Block, before: KeyClock): Block {
  const { count, seconds, nanos } = block;
  const keySeconds = new Float64Array(count);
  const keyNanos = new Uint32Array(count);
  let maxSeconds = before.seconds;
  let maxNanos = before.nanos;
  for (let index = 0; index < count; index++) {
    const second = seconds[index] as number;
    const nano = nanos[index] as number;
    if (second > maxSeconds || (second === maxSeconds && nano > maxNanos)) {
      maxSeconds = second;
      maxNanos = nano;
    }
    keySeconds[index] = maxSeconds;
    keyNanos[index] = maxNanos;
  }
  return { ...block, keySeconds, keyNanos };
}
