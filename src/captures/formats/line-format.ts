import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import type { EntryWriter } from "../entry-writer.ts";

/** Reads the lines of one capture, in their order. */
export interface LineFormat {
  /** Whether messages must be decoded; otherwise they are parts of the lines. */
  readonly isDecoded: boolean;
  /** Takes the line from `start` to before its newline at `end`. */
  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void;
  /** Gives out what was held back, when nothing more comes. */
  end(out: EntryWriter): void;
}

/** What a format needs to know of its capture. */
export interface LineFormatContext {
  /** What is known of all lines of the capture. */
  readonly facts: SourceFacts;
  /** The source with these facts, and those of the capture; the same one for the same facts. */
  readonly sourceOf: (facts: SourceFacts) => SourceInfo;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}
