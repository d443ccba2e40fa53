import { compareInstants, type Instant, TimestampReader } from "../../../time/timestamp.ts";
import type { StreamName } from "./container-log.ts";

/** What of a log is asked for, as the kubelet's log reader understands it. */
export interface ReadOptions {
  /** Pieces with an earlier timestamp are left out, wherever they stand. */
  readonly since?: Instant | undefined;
  /** Begin so many pieces before the end; a read without `follow` also ends after so many. */
  readonly tailLines?: number | undefined;
  /** End after so many bytes, timestamps included. */
  readonly limitBytes?: number | undefined;
  readonly timestamps: boolean;
  readonly follow: boolean;
  /** Only what was written to this stream. */
  readonly stream?: StreamName | undefined;
}

/** What became of some bytes of a file. */
export interface Rendered {
  readonly output: Buffer;
  /** How many bytes of the file went into it. */
  readonly consumedBytes: number;
}

const outputBytes = 65_536;
const [space, newline, dot, upperP, upperZ] = [0x20, 0x0a, 0x2e, 0x50, 0x5a];

/**
 * Turns pieces of a log file into what `pods/log` sends (k8s.io/cri-client v0.36.3 pkg/logs/logs.go):
 * the tag and the stream's name go, the timestamp goes or is padded to nine digits, and stands only at
 * the front of a line, not of each piece. "Front" is where the piece before it, of either stream, ended
 * with a newline; so pieces of stdout and stderr run together as they do on a real node.
 */
export class PieceRenderer {
  readonly #options: ReadOptions;
  readonly #time = new TimestampReader();
  #isAtLineStart = true;
  #bytesLeft: number;
  #piecesLeft: number;

  constructor(options: ReadOptions) {
    this.#options = options;
    this.#bytesLeft = options.limitBytes ?? Number.POSITIVE_INFINITY;
    this.#piecesLeft = options.follow ? Number.POSITIVE_INFINITY : (options.tailLines ?? Number.POSITIVE_INFINITY);
  }

  /** Whether `limitBytes` or `tailLines` has been reached: nothing more will come. */
  get isDone(): boolean {
    return this.#bytesLeft <= 0 || this.#piecesLeft <= 0;
  }

  /** Renders whole pieces from the start of `bytes`, about 64 KiB of them. */
  render(bytes: Buffer): Rendered {
    let output = Buffer.allocUnsafe(Math.min(bytes.length * 2 + 16, outputBytes * 2));
    let length = 0;
    let start = 0;
    while (!this.isDone && length < outputBytes) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      const room = end - start + 16;
      if (length + room > output.length) output = Buffer.concat([output.subarray(0, length)], length + room);
      length += this.#renderPiece(bytes, start, end, output.subarray(length));
      start = end + 1;
    }
    return { output: output.subarray(0, length), consumedBytes: start };
  }

  /** Renders the piece in `bytes[start, end)` into `output`, and returns the bytes written. */
  #renderPiece(bytes: Buffer, start: number, end: number, output: Buffer): number {
    const timeEnd = bytes.indexOf(space, start);
    const streamEnd = bytes.indexOf(space, timeEnd + 1);
    const messageStart = bytes.indexOf(space, streamEnd + 1) + 1;
    const isPartial = bytes[streamEnd + 1] === upperP;
    const needsTime = this.#options.timestamps && this.#isAtLineStart;
    this.#piecesLeft -= 1;
    this.#isAtLineStart = !isPartial || messageStart === end;
    if (this.#isSkipped(bytes, start, timeEnd, streamEnd)) return 0;

    let length = needsTime ? copyTime(bytes.subarray(start, timeEnd), output) : 0;
    length += bytes.copy(output, length, messageStart, isPartial ? end : end + 1);
    const sent = Math.min(length, this.#bytesLeft);
    this.#bytesLeft -= sent;
    return sent;
  }

  #isSkipped(bytes: Buffer, start: number, timeEnd: number, streamEnd: number): boolean {
    const { since, stream } = this.#options;
    if (since !== undefined && this.#time.read(bytes, start, timeEnd) === timeEnd) {
      if (compareInstants(this.#time, since) < 0) return true;
    }
    return stream !== undefined && bytes.toString("latin1", timeEnd + 1, streamEnd) !== stream;
  }
}

/** Writes a timestamp padded to nine digits, and a space; returns the bytes written. */
function copyTime(time: Buffer, output: Buffer): number {
  const dotAt = time.indexOf(dot);
  const zoneAt = time.at(-1) === upperZ ? time.length - 1 : time.length - 6;
  const fractionStart = dotAt < 0 ? zoneAt : dotAt + 1;
  let length = time.copy(output, 0, 0, dotAt < 0 ? zoneAt : dotAt);
  output[length++] = dot;
  output.fill("0", length, length + 9);
  time.copy(output, length, fractionStart, zoneAt);
  length += 9;
  length += time.copy(output, length, zoneAt);
  output[length] = space;
  return length + 1;
}
