import type { FieldCensus } from "../../text/fields/field-census.ts";
import type { Io } from "../io/io.ts";
import type { ErrorLines } from "../report/error-lines.ts";
import type { NoticePrinter } from "../report/notice-printer.ts";

/** What every part of a run needs. */
export interface RunContext {
  readonly io: Io;
  readonly lines: ErrorLines;
  readonly notices: NoticePrinter;
  /** Which of the fields that were asked for some line has. */
  readonly fields: FieldCensus;
  /** Ends the run; its reason says why. */
  readonly run: AbortController;
}
