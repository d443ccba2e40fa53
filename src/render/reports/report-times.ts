import type { Seen } from "../../patterns/seen.ts";
import { formatGoLayout } from "../../time/go-layout.ts";
import { longestTimestampBytes, TimestampWriter } from "../../time/timestamp-writer.ts";
import { localZone, utc } from "../../time/time-zone.ts";
import type { Instant } from "../../time/timestamp.ts";
import type { ReportLook } from "./report-look.ts";

/** Writes the times of a report: all of them alike. */
export class ReportTimes {
  readonly #look: ReportLook;
  readonly #layout: string;

  /** @param whole All that the report is about: on a terminal the date is left out where it is of one day at most. */
  constructor(look: ReportLook, whole: Seen) {
    this.#look = look;
    const { first, last } = whole;
    const isShort = first !== undefined && last !== undefined && last.seconds - first.seconds < 86_400;
    this.#layout = look.isTerminal ? (isShort ? "15:04:05" : "01-02 15:04") : "RFC3339";
  }

  /** A moment; a dash for none. */
  text(instant: Instant | undefined): string {
    if (instant === undefined) return "-";
    const { timestamps, zone, isTerminal, nowMs } = this.#look;
    if (timestamps === undefined) return formatGoLayout(instant, zone ?? (isTerminal ? localZone : utc), this.#layout);
    const writer = new TimestampWriter({
      form: timestamps,
      zone: zone ?? (timestamps === "short" ? localZone : undefined),
      nowMs,
    });
    writer.tick();
    const bytes = Buffer.alloc(longestTimestampBytes);
    return bytes.toString("latin1", 0, writer.write(bytes, 0, instant.seconds, instant.nanos)).trim();
  }
}
