import type { TimeZone } from "./time-zone.ts";
import type { Instant } from "./timestamp.ts";

/** What a clock on the wall and a calendar show, without saying in which zone. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** Seconds since midnight as the clock shows them. */
  readonly secondOfDay: number;
  readonly nanos: number;
}

/**
 * The moment at which clocks in the zone show that time. When they show it twice (clocks put back), `edge` tells
 * which one: the beginning of a window takes the earlier, its end the later, so that nothing asked for is left out.
 * A time that they never show (clocks put forward) is the moment of the change.
 */
export function instantOfLocalTime(local: LocalTime, zone: TimeZone, edge: "first" | "last"): Instant {
  const shown = Date.UTC(local.year, local.month - 1, local.day) / 1000 + local.secondOfDay;
  const offsetBefore = zone.offsetSecondsAt(shown - secondsPerDay);
  const offsetAfter = zone.offsetSecondsAt(shown + secondsPerDay);
  const candidates = [shown - offsetBefore, shown - offsetAfter].filter(
    (seconds) => seconds + zone.offsetSecondsAt(seconds) === shown,
  );
  if (candidates.length === 0) return { seconds: changeBetween(shown, offsetBefore, zone), nanos: 0 };
  return { seconds: edge === "first" ? Math.min(...candidates) : Math.max(...candidates), nanos: local.nanos };
}

/** The date that clocks in the zone show at that moment, as days since 1970. */
export function localDayOf(seconds: number, zone: TimeZone): number {
  return Math.floor((seconds + zone.offsetSecondsAt(seconds)) / secondsPerDay);
}

/** Whether the calendar has that day. */
export function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const secondsPerDay = 86_400;

/** The first second with another offset than before, by bisection of the two days around it. */
function changeBetween(shown: number, offsetBefore: number, zone: TimeZone): number {
  let before = shown - secondsPerDay - offsetBefore;
  let after = shown + secondsPerDay;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offsetSecondsAt(middle) === offsetBefore) before = middle;
    else after = middle;
  }
  return after;
}
