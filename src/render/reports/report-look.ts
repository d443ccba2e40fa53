import type { TimestampForm } from "../../time/timestamp-writer.ts";
import type { TimeZone } from "../../time/time-zone.ts";
import type { ColorLevel } from "../color-level.ts";

/** What decides about the look of a report. */
export interface ReportLook {
  readonly colorLevel: ColorLevel;
  /** Whether it goes to a terminal: then it is cut to fit it. */
  readonly isTerminal: boolean;
  /** How wide the terminal is; absent: 80. */
  readonly terminalColumns: number | undefined;
  /** Whether all rows are shown, on a terminal too. */
  readonly isWhole: boolean;
  /** What `--timezone` says; absent: UTC, and this machine's zone for the short times of a terminal. */
  readonly zone: TimeZone | undefined;
  /** What `--timestamps` says; absent: short on a terminal, else RFC 3339 to the second. */
  readonly timestamps: TimestampForm | undefined;
  /** The clock for relative times, in milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** How many rows a terminal gets, unless all are asked for. */
export const mostRowsOnTerminal = 40;
