import { EntryFlag } from "../../stream/block.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { TimestampReader } from "../../time/timestamp.ts";
import { type EntryWriter, streamFlag } from "../entry-writer.ts";
import type { LineFormat, LineFormatContext } from "./line-format.ts";

/**
 * Lines of container log files: `TIME stdout F message` (kubernetes v1.36.3 `cri-client/pkg/logs/logs.go`
 * parseCRILog). Pieces of a longer line (`P`) become one entry with the time of the first, each stream's own.
 */
export class CriLines implements LineFormat {
  readonly isDecoded = true;
  readonly #source: SourceInfo;
  readonly #reader = new TimestampReader();
  readonly #begun = new Map<number, BegunLine>();

  constructor({ facts, sourceOf }: LineFormatContext) {
    this.#source = sourceOf(facts);
  }

  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    const behind = this.#reader.read(bytes, start, end);
    const stream = behind < 0 ? 0 : streamFlag(bytes.toString("latin1", behind + 1, behind + 1 + streamLength));
    const tagAt = behind + streamLength + 2;
    const tag = bytes[tagAt];
    if (stream === 0 || tagAt >= end || (tag !== whole && tag !== partial)) {
      out.write(bytes, start, end);
      out.addWritten(this.#source, EntryFlag.untimed);
      return;
    }
    // Tags may be several, with colons between them; the first is the one that counts.
    const tagEnd = bytes.indexOf(space, tagAt);
    const messageAt = tagEnd < 0 || tagEnd >= end ? end : tagEnd + 1;
    const begun = this.#begun.get(stream);
    if (tag === partial) {
      const { seconds, nanos } = this.#reader;
      const line = begun ?? { seconds, nanos, pieces: [] };
      line.pieces.push(Buffer.from(bytes.subarray(messageAt, end)));
      this.#begun.set(stream, line);
      return;
    }
    if (begun === undefined) {
      out.setTime(this.#reader.seconds, this.#reader.nanos);
    } else {
      this.#begun.delete(stream);
      writeBegun(begun, out);
    }
    out.write(bytes, messageAt, end);
    out.addWritten(this.#source, stream);
  }

  end(out: EntryWriter): void {
    for (const [stream, begun] of this.#begun) {
      writeBegun(begun, out);
      out.addWritten(this.#source, stream);
    }
    this.#begun.clear();
  }
}

/** A line whose end has not come yet. */
interface BegunLine {
  readonly seconds: number;
  readonly nanos: number;
  readonly pieces: Buffer[];
}

function writeBegun({ seconds, nanos, pieces }: BegunLine, out: EntryWriter): void {
  out.setTime(seconds, nanos);
  for (const piece of pieces) out.write(piece, 0, piece.length);
}

const streamLength = "stdout".length;
const whole = 0x46;
const partial = 0x50;
const space = 0x20;
