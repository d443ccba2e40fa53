import { TimestampReader } from "../time/timestamp.ts";
import { type Block, EntryFlag } from "./block.ts";
import { KeyClock } from "./key-clock.ts";
import type { SourceInfo } from "./source.ts";

/**
 * Turns the bytes of a log that carries a timestamp before each line (`pods/log?timestamps=true`) into
 * blocks. One for each connection; the {@link KeyClock} goes on from one to the next of the same source.
 *
 * A line without a timestamp (a message of the kubelet inside the body) becomes an entry with the flag `untimed`
 * and the time of the entry before it, or of the key clock when it is the first.
 */
export class TimestampedLines {
  readonly #source: SourceInfo;
  readonly #clock: KeyClock;
  readonly #reader = new TimestampReader();
  /** What came since the last newline. */
  #rest: Buffer[] = [];
  #restBytes = 0;

  constructor(source: SourceInfo, clock: KeyClock = new KeyClock()) {
    this.#source = source;
    this.#clock = clock;
  }

  /** How many bytes of a line not yet ended are held. */
  get restBytes(): number {
    return this.#restBytes;
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
      return undefined;
    }
    const whole = this.#rest;
    for (let index = 0; index < last; index++) whole.push(chunks[index] as Buffer);
    const ending = chunks[last] as Buffer;
    whole.push(newline + 1 === ending.length ? ending : ending.subarray(0, newline + 1));
    this.#rest = [];
    this.#restBytes = 0;
    if (newline + 1 < ending.length) this.#keep(ending.subarray(newline + 1));
    for (let index = last + 1; index < chunks.length; index++) this.#keep(chunks[index] as Buffer);
    return this.#parse(whole.length === 1 ? (whole[0] as Buffer) : Buffer.concat(whole), arrivedMs);
  }

  /** The last line, when the log ended without a newline; undefined when it ended with one. */
  end(arrivedMs: number): Block | undefined {
    if (this.#restBytes === 0) return undefined;
    const bytes = Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restBytes = 0;
    return this.#parse(bytes, arrivedMs);
  }

  #keep(chunk: Buffer): void {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
  }

  #parse(bytes: Buffer, arrivedMs: number): Block {
    const reader = this.#reader;
    const clock = this.#clock;
    let maxSeconds = clock.seconds;
    let maxNanos = clock.nanos;
    let hasRegression = false;
    let hasFlags = false;
    let count = 0;
    let at = 0;
    const length = bytes.length;
    while (at < length) {
      let end = bytes.indexOf(10, at);
      if (end < 0) end = length;
      if (count === scratch.capacity) growScratch();
      let start = reader.read(bytes, at, end);
      if (start < 0 || (start < end && bytes[start] !== 0x20)) {
        start = at;
        hasFlags = true;
        scratch.flags[count] = EntryFlag.untimed;
        if (count > 0) {
          reader.seconds = scratch.seconds[count - 1] as number;
          reader.nanos = scratch.nanos[count - 1] as number;
        } else {
          reader.seconds = Number.isFinite(maxSeconds) ? maxSeconds : 0;
          reader.nanos = maxNanos;
        }
      } else {
        scratch.flags[count] = 0;
        if (start < end) start++;
      }
      const seconds = reader.seconds;
      const nanos = reader.nanos;
      scratch.starts[count] = start;
      scratch.ends[count] = end;
      scratch.seconds[count] = seconds;
      scratch.nanos[count] = nanos;
      if (seconds > maxSeconds || (seconds === maxSeconds && nanos >= maxNanos)) {
        maxSeconds = seconds;
        maxNanos = nanos;
      } else {
        hasRegression = true;
      }
      count++;
      at = end + 1;
    }
    const block = blockOfScratch(this.#source, bytes, count, arrivedMs, hasFlags);
    const keyed = hasRegression ? withRunningMaximum(block, clock) : block;
    clock.seconds = maxSeconds;
    clock.nanos = maxNanos;
    return keyed;
  }
}

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
  // One allocation for the four columns: blocks are many, and small in a follow.
  const memory = new ArrayBuffer(count * 20);
  const seconds = new Float64Array(memory, 0, count);
  const nanos = new Uint32Array(memory, count * 8, count);
  const starts = new Uint32Array(memory, count * 12, count);
  const ends = new Uint32Array(memory, count * 16, count);
  seconds.set(scratch.seconds.subarray(0, count));
  nanos.set(scratch.nanos.subarray(0, count));
  starts.set(scratch.starts.subarray(0, count));
  ends.set(scratch.ends.subarray(0, count));
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
