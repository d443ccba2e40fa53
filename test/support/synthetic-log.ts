import type { WriteLog } from "../../src/demo/server/logs/log-reader.ts";
import type { LogSupply } from "../../src/demo/server/logs/log-supply.ts";
import type { ReadOptions } from "../../src/demo/server/logs/piece-renderer.ts";
import { formatTimestamp } from "../../src/time/timestamp.ts";

/** A log to be: lines of one length at even distances in time. */
export interface SyntheticLogSpec {
  readonly lines: number;
  /** Of a whole line as it is sent with its timestamp, newline included. */
  readonly lineBytes: number;
  /** Of the first line, in seconds since 1970. */
  readonly startSeconds: number;
  readonly intervalNanos: number;
  /** What distinguishes this log's times from another's. */
  readonly offsetNanos: number;
  /** Stands in every line. */
  readonly name: string;
}

const timeBytes = "2026-11-21T08:00:00.000000000Z ".length;
const chunkBytes = 65_536;

/**
 * A log that is rendered once, at the start, so that sending it costs next to nothing. Knows
 * `timestamps`, `tailLines`, `sinceTime` and `limitBytes`; ends at its end, with `follow` too.
 */
export class SyntheticLog implements LogSupply {
  readonly #spec: SyntheticLogSpec;
  readonly #bytes: Buffer;
  #withoutTimes: Buffer | undefined;

  constructor(spec: SyntheticLogSpec) {
    this.#spec = spec;
    this.#bytes = render(spec);
  }

  async read(options: ReadOptions, write: WriteLog, signal: AbortSignal): Promise<void> {
    const { lines, lineBytes } = this.#spec;
    const first = Math.max(this.#firstSince(options), lines - (options.tailLines ?? lines));
    const bytes = options.timestamps ? this.#bytes : this.#timeless();
    const lineLength = options.timestamps ? lineBytes : lineBytes - timeBytes;
    const start = first * lineLength;
    const end = Math.min(bytes.length, start + (options.limitBytes ?? bytes.length));
    for (let at = start; at < end && !signal.aborted; at += chunkBytes) {
      await write(bytes.subarray(at, Math.min(at + chunkBytes, end)));
    }
  }

  #firstSince({ since }: ReadOptions): number {
    if (since === undefined) return 0;
    const { startSeconds, offsetNanos, intervalNanos, lines } = this.#spec;
    const behindNanos = (since.seconds - startSeconds) * 1e9 + since.nanos - offsetNanos;
    return Math.min(lines, Math.max(0, Math.ceil(behindNanos / intervalNanos)));
  }

  #timeless(): Buffer {
    if (this.#withoutTimes !== undefined) return this.#withoutTimes;
    const { lines, lineBytes } = this.#spec;
    const length = lineBytes - timeBytes;
    const bytes = Buffer.allocUnsafe(lines * length);
    for (let line = 0; line < lines; line += 1) {
      this.#bytes.copy(bytes, line * length, line * lineBytes + timeBytes, (line + 1) * lineBytes);
    }
    this.#withoutTimes = bytes;
    return bytes;
  }
}

function render(spec: SyntheticLogSpec): Buffer {
  const bytes = Buffer.allocUnsafe(spec.lines * spec.lineBytes);
  for (let line = 0; line < spec.lines; line += 1) {
    const nanos = spec.offsetNanos + line * spec.intervalNanos;
    const seconds = Math.floor(nanos / 1e9);
    const time = formatTimestamp({ seconds: spec.startSeconds + seconds, nanos: nanos - seconds * 1e9 });
    // One line in a thousand stands out, for benchmarks of filters.
    const level = line % 1000 === 999 ? "error" : "info";
    const head = `${time} level=${level} source=${spec.name} seq=${line + 1} msg="`;
    const text = head.padEnd(spec.lineBytes - 2, "abcdefghijklmnopqrstuvwxyz 0123456789 ");
    bytes.write(`${text.slice(0, spec.lineBytes - 2)}"\n`, line * spec.lineBytes, "latin1");
  }
  return bytes;
}
