import { type Block, EntryFlag } from "../stream/block.ts";
import { copyBytes, type ViewedBytes, viewBytes } from "../text/copy-bytes.ts";
import { longestTimestampBytes, TimestampWriter } from "../time/timestamp-writer.ts";
import type { OutputBuffer } from "./output-buffer.ts";

/** How entries stand in a file of one source: `TIME MESSAGE`, or with the stream as a container runtime writes them. */
export type LogFileFormat = "timestamps" | "cri";

/** The entries of a block, ready to be written one by one. */
export interface LogFileEntries extends ViewedBytes {
  readonly block: Block;
}

/** Looks at a block once for all of its entries. */
export function logFileEntries(block: Block): LogFileEntries {
  return { ...viewBytes(block.bytes), block };
}

/**
 * Writes entries of a source as lines of a file of its own, in the forms of `kubectl logs --timestamps` and of container runtimes, which
 * other tools read as well. An entry without a time of its own is written without one.
 */
export class LogFileLines {
  readonly #timestamps = new TimestampWriter({ form: "rfc3339", nowMs: () => 0 });

  /** Writes one entry. @param flags Its {@link EntryFlag}s. */
  write(from: LogFileEntries, index: number, flags: number, format: LogFileFormat, out: OutputBuffer): void {
    const { block } = from;
    out.makeRoom(longestHead);
    if ((flags & EntryFlag.untimed) === 0) {
      const { target } = out;
      const seconds = block.seconds[index] as number;
      const at = this.#timestamps.write(target.bytes, out.length, seconds, block.nanos[index] as number);
      const tag = format === "timestamps" ? space : (flags & EntryFlag.stderr) === 0 ? stdoutTag : stderrTag;
      out.length = copyBytes(tag, 0, tag.bytes.length, target, at);
    }
    out.writeRange(from, block.starts[index] as number, block.ends[index] as number);
    out.writeRange(newline, 0, 1);
  }
}

const space = viewBytes(Buffer.from(" "));
const stdoutTag = viewBytes(Buffer.from(" stdout F "));
const stderrTag = viewBytes(Buffer.from(" stderr F "));
const newline = viewBytes(Buffer.from("\n"));
const longestHead = longestTimestampBytes + 16;
