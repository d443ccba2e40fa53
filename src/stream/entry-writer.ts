import { type Block, EntryFlag, type TornEnd } from "./block.ts";
import type { KeyClock } from "./key-clock.ts";
import type { SourceInfo } from "./source-info.ts";

/** Consecutive entries of one source. */
interface Run {
  readonly source: SourceInfo;
  readonly from: number;
  to: number;
}

/**
 * Gathers the entries of one piece of a log and makes blocks of them: one for each run of lines of the same source, in
 * the log's own order. Messages lie in the piece itself; those that are written lie behind it, or, where all of them must be
 * decoded, in a buffer of their own.
 */
export class EntryWriter {
  /** Time of the entry before, which is that of lines without one. */
  seconds = 0;
  nanos = 0;
  /** Whether any line had a time. */
  hasTime = false;
  readonly #clock: KeyClock;
  #bytes: Buffer = Buffer.alloc(0);
  #written = 0;
  #mark = 0;
  #count = 0;
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #times = new Float64Array(1024);
  #nanos = new Uint32Array(1024);
  #flags = new Uint8Array(1024);
  #runs: Run[] = [];
  #tornEnds: TornEnd[] | undefined;
  /** Those of the message being written. */
  #openTornEnds: Omit<TornEnd, "end">[] = [];

  /** @param clock Makes the keys of the whole log run forwards. */
  constructor(clock: KeyClock) {
    this.#clock = clock;
  }

  /** Begins with a piece. @param isDecoded Whether all messages are written, and none lies in it. */
  begin(piece: Buffer, isDecoded: boolean): void {
    this.#bytes = isDecoded ? Buffer.allocUnsafe(piece.length + 64) : piece;
    this.#written = isDecoded ? 0 : piece.length;
    this.#mark = this.#written;
    this.#count = 0;
    this.#runs = [];
    this.#tornEnds = undefined;
  }

  /** Sets the time of this entry and of those without one behind it. */
  setTime(seconds: number, nanos: number): void {
    this.seconds = seconds;
    this.nanos = nanos;
    this.hasTime = true;
  }

  /** Adds an entry whose message lies in the piece. @param flags its {@link EntryFlag}s. */
  add(source: SourceInfo, start: number, end: number, flags: number): void {
    const index = this.#count++;
    if (index === this.#starts.length) this.#grow();
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#times[index] = this.seconds;
    this.#nanos[index] = this.nanos;
    this.#flags[index] = flags;
    const run = this.#runs.at(-1);
    if (run?.source === source) run.to = this.#count;
    else this.#runs.push({ source, from: index, to: this.#count });
  }

  /** Writes a part of a decoded message. */
  write(bytes: Buffer, start: number, end: number): void {
    this.#makeRoom(end - start);
    this.#written += bytes.copy(this.#bytes, this.#written, start, end);
  }

  /** Adds an entry whose message is what was written since the last one. */
  addWritten(source: SourceInfo, flags: number): void {
    this.add(source, this.#mark, this.#written, flags);
    if (this.#openTornEnds.length > 0) {
      for (const torn of this.#openTornEnds) (this.#tornEnds ??= []).push({ ...torn, end: this.#written });
      this.#openTornEnds = [];
    }
    // Searches must not run from one message into the next.
    this.#makeRoom(1);
    this.#bytes[this.#written++] = newline;
    this.#mark = this.#written;
  }

  /** What is written next, up to the end of the entry, is the end of a torn line, with this time of its own. */
  beginTornEnd(seconds: number, nanos: number): void {
    this.#openTornEnds.push({ start: this.#written, seconds, nanos });
  }

  /** The blocks of the piece. */
  finish(arrivedMs: number): readonly Block[] {
    const count = this.#count;
    if (count === 0) return [];
    const bytes = this.#bytes;
    const seconds = this.#times.slice(0, count);
    const nanos = this.#nanos.slice(0, count);
    const starts = this.#starts.slice(0, count);
    const ends = this.#ends.slice(0, count);
    const flags = this.#flags.slice(0, count);
    const hasFlags = flags.some((flag) => flag !== 0);
    const keys = this.#keysOf(seconds, nanos);
    const tornEnds = this.#tornEnds;
    return this.#runs.map(({ source, from, to }) => {
      const ownSeconds = seconds.subarray(from, to);
      const ownNanos = nanos.subarray(from, to);
      return {
        source,
        bytes,
        count: to - from,
        starts: starts.subarray(from, to),
        ends: ends.subarray(from, to),
        seconds: ownSeconds,
        nanos: ownNanos,
        keySeconds: keys === undefined ? ownSeconds : keys.seconds.subarray(from, to),
        keyNanos: keys === undefined ? ownNanos : keys.nanos.subarray(from, to),
        flags: hasFlags ? flags.subarray(from, to) : undefined,
        arrivedMs,
        tornEnds,
      };
    });
  }

  /** The running maximum of the times; undefined where that is the times themselves. */
  #keysOf(
    seconds: Float64Array,
    nanos: Uint32Array,
  ): { readonly seconds: Float64Array; readonly nanos: Uint32Array } | undefined {
    const clock = this.#clock;
    const keys = { seconds: new Float64Array(seconds.length), nanos: new Uint32Array(nanos.length) };
    let hasRegression = false;
    for (const [index, second] of seconds.entries()) {
      const nano = nanos[index] as number;
      if (second > clock.seconds || (second === clock.seconds && nano >= clock.nanos)) {
        clock.seconds = second;
        clock.nanos = nano;
      } else {
        hasRegression = true;
      }
      keys.seconds[index] = clock.seconds;
      keys.nanos[index] = clock.nanos;
    }
    return hasRegression ? keys : undefined;
  }

  #makeRoom(size: number): void {
    if (this.#written + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#written + size));
    this.#bytes.copy(larger, 0, 0, this.#written);
    this.#bytes = larger;
  }

  #grow(): void {
    const capacity = this.#starts.length * 2;
    const [starts, ends, times, nanos, flags] = [this.#starts, this.#ends, this.#times, this.#nanos, this.#flags];
    this.#starts = new Uint32Array(capacity);
    this.#starts.set(starts);
    this.#ends = new Uint32Array(capacity);
    this.#ends.set(ends);
    this.#times = new Float64Array(capacity);
    this.#times.set(times);
    this.#nanos = new Uint32Array(capacity);
    this.#nanos.set(nanos);
    this.#flags = new Uint8Array(capacity);
    this.#flags.set(flags);
  }
}

/** The flags of an entry of which the log tells the stream: `stdout`, `stderr`, or nothing. */
export function streamFlag(stream: unknown): number {
  if (stream === "stdout") return EntryFlag.stdout;
  return stream === "stderr" ? EntryFlag.stderr : 0;
}

const newline = 0x0a;
