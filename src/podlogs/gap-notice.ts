import { formatTimestamp, type Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";

/** The open interval in which entries may be missing; an end that is absent is not known. */
export interface GapInterval {
  readonly after: Instant | undefined;
  readonly before: Instant | undefined;
}

/**
 * Says that entries may be missing behind the last one read, unless that was said already.
 * @param why a clause, such as `the log was rotated while the connection was cut`.
 * @param before the first entry behind the gap; absent when there is none.
 */
export function reportGap(reading: ContainerReading, why: string, before: Instant | undefined): void {
  if (reading.isGapTold) return;
  reading.isGapTold = true;
  reportGapBetween(reading, why, { after: reading.last, before });
}

/**
 * Says that entries may be missing in an interval. Only files could tell whether they are: whoever repairs gaps from them
 * begins here.
 */
export function reportGapBetween(reading: ContainerReading, why: string, { after, before }: GapInterval): void {
  reading.environment.notices.notice({
    level: "gap",
    about: reading.name,
    message: `possible gap: ${why}`,
    gap: {
      after: after === undefined ? undefined : formatTimestamp(after),
      before: before === undefined ? undefined : formatTimestamp(before),
    },
  });
}
