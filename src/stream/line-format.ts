import type { EntryWriter } from "./entry-writer.ts";

/** Reads the lines of one log, in their order. */
export interface LineFormat {
  /** Whether messages must be decoded, all of them; otherwise they are parts of the lines, save those that are written. */
  readonly isDecoded: boolean;
  /** Takes the line from `start` to before its newline at `end`. */
  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void;
  /** Gives out what was held back, when nothing more comes. */
  end(out: EntryWriter): void;
}
