import { EntryFlag } from "../stream/block.ts";
import type { EntryWriter } from "../stream/entry-writer.ts";
import type { LineFormat } from "../stream/line-format.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { type Instant, TimestampReader } from "../time/timestamp.ts";

/** How {@link CriLines} reads. */
export interface CriLinesOptions {
  /** Whether a line that is no entry becomes one without a time; the kubelet leaves it out. */
  readonly keepsUnknown: boolean;
  /** Only what was written there; absent: both. */
  readonly stream?: "stdout" | "stderr" | undefined;
  /** Of a line longer than this, further pieces become entries of their own: memory stays bounded. */
  readonly longestLineBytes?: number;
}

/**
 * Lines of container log files: `TIME stdout F message` (kubernetes v1.36.3 `cri-client/pkg/logs/logs.go`
 * parseCRILog). Pieces of a longer line (`P`) become one entry with the time of the first, each stream's own; of several
 * files that are read one after the other as well, since a rotation tears lines.
 */
export class CriLines implements LineFormat {
  readonly isDecoded = false;
  readonly #source: SourceInfo;
  readonly #keepsUnknown: boolean;
  /** The only flag of a stream that is wanted; 0: both. */
  readonly #onlyFlag: number;
  readonly #longestLineBytes: number;
  readonly #reader = new TimestampReader();
  #begunOut: BegunLine | undefined;
  #begunErr: BegunLine | undefined;

  constructor(source: SourceInfo, { keepsUnknown, stream, longestLineBytes = 16 * 1024 * 1024 }: CriLinesOptions) {
    this.#source = source;
    this.#keepsUnknown = keepsUnknown;
    this.#onlyFlag = stream === undefined ? 0 : EntryFlag[stream];
    this.#longestLineBytes = longestLineBytes;
  }

  /** What comes next stands in another file: the lines that are begun were torn. */
  beginFile(): void {
    for (const begun of [this.#begunOut, this.#begunErr]) begun?.tornAt.push({ piece: begun.pieces.length });
  }

  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    const behind = this.#reader.read(bytes, start, end);
    const tagAt = behind + streamAndBlanks;
    const stream = behind < 0 || tagAt >= end ? 0 : flagAt(bytes, behind);
    const tag = stream === 0 ? 0 : bytes[tagAt];
    if (tag !== whole && tag !== partial) {
      if (this.#keepsUnknown) out.add(this.#source, start, end, EntryFlag.untimed);
      return;
    }
    if (this.#onlyFlag !== 0 && stream !== this.#onlyFlag) return;
    // Tags may be several, with colons between them; the first is the one that counts.
    const tagEnd = bytes[tagAt + 1] === space ? tagAt + 1 : bytes.indexOf(space, tagAt);
    const messageAt = tagEnd < 0 || tagEnd >= end ? end : tagEnd + 1;
    const begun = stream === EntryFlag.stdout ? this.#begunOut : this.#begunErr;
    if (tag === partial) {
      this.#hold(stream, begun, bytes.subarray(messageAt, end), out);
    } else if (begun === undefined) {
      out.setTime(this.#reader.seconds, this.#reader.nanos);
      out.add(this.#source, messageAt, end, stream);
    } else {
      this.#setBegun(stream, undefined);
      this.#addPiece(begun, bytes.subarray(messageAt, end));
      this.#writeBegun(stream, begun, out);
    }
  }

  end(out: EntryWriter): void {
    for (const stream of [EntryFlag.stdout, EntryFlag.stderr]) {
      const begun = stream === EntryFlag.stdout ? this.#begunOut : this.#begunErr;
      this.#setBegun(stream, undefined);
      // What ends with the piece of an overlong line that is out has nothing left.
      if (begun !== undefined && (begun.pieces.length > 0 || !begun.isContinued)) this.#writeBegun(stream, begun, out);
    }
  }

  #hold(stream: number, begun: BegunLine | undefined, piece: Buffer, out: EntryWriter): void {
    const { seconds, nanos } = this.#reader;
    const line = begun ?? { seconds, nanos, pieces: [], bytes: 0, isContinued: false, tornAt: [] };
    // A copy, since what it lies in is large and may be gone before its line ends.
    this.#addPiece(line, Buffer.from(piece));
    line.bytes += piece.length;
    this.#setBegun(stream, line);
    if (line.bytes < this.#longestLineBytes) return;
    this.#writeBegun(stream, line, out);
    this.#setBegun(stream, { ...line, pieces: [], bytes: 0, isContinued: true, tornAt: [] });
  }

  #addPiece({ pieces, tornAt }: BegunLine, piece: Buffer): void {
    const torn = tornAt.at(-1);
    if (torn?.piece === pieces.length) torn.time = { seconds: this.#reader.seconds, nanos: this.#reader.nanos };
    pieces.push(piece);
  }

  #setBegun(stream: number, line: BegunLine | undefined): void {
    if (stream === EntryFlag.stdout) this.#begunOut = line;
    else this.#begunErr = line;
  }

  #writeBegun(stream: number, { seconds, nanos, pieces, isContinued, tornAt }: BegunLine, out: EntryWriter): void {
    out.setTime(seconds, nanos);
    for (const [index, piece] of pieces.entries()) {
      const time = tornAt.find((torn) => torn.piece === index)?.time;
      if (time !== undefined) out.beginTornEnd(time.seconds, time.nanos);
      out.write(piece, 0, piece.length);
    }
    out.addWritten(this.#source, stream | (isContinued ? EntryFlag.untimed | EntryFlag.continuation : 0));
  }
}

/** A line whose end has not come yet. */
interface BegunLine {
  readonly seconds: number;
  readonly nanos: number;
  readonly pieces: Buffer[];
  bytes: number;
  /** Whether its beginning is out already. */
  readonly isContinued: boolean;
  /** Which of its pieces stand first in a file, and their times once they came. */
  readonly tornAt: { readonly piece: number; time?: Instant }[];
}

/** The flag of the stream that is named behind the time; 0 when none is. */
function flagAt(bytes: Buffer, behind: number): number {
  if (isAt(bytes, behind, outName)) return EntryFlag.stdout;
  return isAt(bytes, behind, errName) ? EntryFlag.stderr : 0;
}

function isAt(bytes: Buffer, at: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index++) if (bytes[at + index] !== name[index]) return false;
  return true;
}

const outName = Buffer.from(" stdout ");
const errName = Buffer.from(" stderr ");
const streamAndBlanks = outName.length;
const whole = 0x46;
const partial = 0x50;
const space = 0x20;
