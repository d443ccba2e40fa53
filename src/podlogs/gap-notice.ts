import { compareInstants, formatTimestamp, type Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";
import type { GapInterval } from "./gap-interval.ts";

/**
 * Says that entries may be missing behind the last one read, or behind the gap that was told there already: nothing is told
 * twice, and what adjoins is told for itself.
 * @param why a clause, such as `the log was rotated while the connection was cut`.
 * @param before the first entry behind the gap; absent when there is none.
 */
export function reportGap(reading: ContainerReading, why: string, before: Instant | undefined): void {
  const { toldGap, last, instance } = reading;
  if (toldGap !== undefined && reachesTo(toldGap, before)) return;
  reading.toldGap = { after: toldGap?.before ?? last ?? instance?.startedAt, before };
  reportGapBetween(reading, why, reading.toldGap);
}

/** Says that the entries of an interval are lost: the files that are left begin later. */
export function reportLost(reading: ContainerReading, gap: GapInterval): void {
  say(reading, "lost: the kubelet has deleted a log file before it was read", gap);
}

function reachesTo(gap: GapInterval, end: Instant | undefined): boolean {
  if (gap.before === undefined) return true;
  return end !== undefined && compareInstants(end, gap.before) <= 0;
}

/** Says that entries may be missing in an interval. Only files could tell whether they are. */
export function reportGapBetween(reading: ContainerReading, why: string, gap: GapInterval): void {
  say(reading, `possible gap: ${why}`, gap);
}

function say(reading: ContainerReading, message: string, { after, before }: GapInterval): void {
  reading.environment.notices.notice({
    level: "gap",
    about: reading.name,
    message,
    gap: {
      after: after === undefined ? undefined : formatTimestamp(after),
      before: before === undefined ? undefined : formatTimestamp(before),
    },
  });
}
