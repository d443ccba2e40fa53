import { KtError } from "../errors/kt-error.ts";
import { isDurationLike, parseDuration } from "./duration.ts";
import { instantOfLocalTime, isDate, localDayOf } from "./local-time.ts";
import type { TimeZone } from "./time-zone.ts";
import { compareInstants, type Instant, parseTimestamp } from "./timestamp.ts";

/** What relative and local times are counted from. */
export interface TimeFlagContext {
  /** The API server's clock in milliseconds since 1970; asked only when the value depends on it. */
  readonly nowMs: () => number;
  /** The zone of dates and times that name none. */
  readonly zone: TimeZone;
}

/** Where a window begins, for the reader of its end. */
export interface WindowBeginning {
  readonly at: Instant;
  /** Whether it was given as a time of day alone. */
  readonly isTimeOfDay: boolean;
}

/** Whether the value is a time of day alone, so that its day must be found. */
export function isTimeOfDay(text: string): boolean {
  return /^\s*[0-9]{1,2}:/u.test(text);
}

/** Whether the value depends on the clock, so that the server's must be known before it is read. */
export function needsClock(text: string): boolean {
  return isDurationLike(text) || /^\s*(?:now|today|yesterday|[0-9]{1,2}:)/iu.test(text);
}

/**
 * Reads a moment as it is written behind a flag: a duration before now, RFC 3339, `@` and seconds since 1970, or a
 * date, a time of day or both in the zone (`2026-11-21`, `2026-11-21 10:00:05.5`, `10:00`, `today`, `yesterday 10:00`,
 * `now`). A date alone is its midnight. A time of day alone is the last time that the clock showed it; as the end of a window
 * it is today's also when that is still to come, by up to twelve hours or where yesterday's lies before the beginning, unless
 * the beginning is a time of day as well and yesterday's lies behind it.
 * @param edge Which end of a window it is: decides between the two moments of a time that clocks show twice.
 * @param beginning Of the window that this ends; absent when it has none.
 * @throws KtError KT_USAGE.
 */
export function parseTimeFlag(
  flag: string,
  text: string,
  edge: "first" | "last",
  context: TimeFlagContext,
  beginning?: WindowBeginning,
): Instant {
  const value = text.trim();
  if (isDurationLike(value)) {
    const back = parseDuration(flag, value);
    const now = instantOfMs(context.nowMs());
    const borrows = now.nanos < back.nanos;
    return {
      seconds: now.seconds - back.seconds - (borrows ? 1 : 0),
      nanos: now.nanos - back.nanos + (borrows ? nanosPerSecond : 0),
    };
  }
  const instant = unixInstant(value) ?? zonedInstant(value) ?? localInstant(value, edge, context, beginning);
  if (instant === undefined) {
    throw new KtError("KT_USAGE", `${flag} ${JSON.stringify(text)} is neither a duration nor a time`, {
      hint: `examples: ${timeExamples(flag, value)}`,
    });
  }
  return instant;
}

const nanosPerSecond = 1_000_000_000;

/** How far ahead a time of day ends a window rather than yesterday's: which of the two is nearer. */
const nearSeconds = 12 * 3600;

function timeExamples(flag: string, value: string): string {
  if (/^[0-9]{1,5}$/u.test(value))
    return `${flag} ${value}s, ${flag} ${value}m, ${flag} ${value}h: a number needs a unit`;
  if (/^[0-9]{9,11}$/u.test(value)) return `${flag} @${value} for seconds since 1970, ${flag} 1h30m`;
  return `${flag} 1h30m, ${flag} 2026-11-21T10:00:00Z, ${flag} "2026-11-21 10:00", ${flag} 10:00`;
}

/** The moment of a clock in milliseconds. */
function instantOfMs(ms: number): Instant {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.floor((ms - seconds * 1000) * 1e6) };
}

function unixInstant(value: string): Instant | undefined {
  const parts = /^@([0-9]{1,11})(?:\.([0-9]{1,9}))?$/u.exec(value);
  return parts === null ? undefined : { seconds: Number(parts[1]), nanos: nanosOf(parts[2]) };
}

function zonedInstant(value: string): Instant | undefined {
  const instant = parseTimestamp(value);
  // The reader of the hot path does not look whether the month has that day.
  const date = /^([0-9]{4})-([0-9]{2})-([0-9]{2})/u.exec(value);
  if (instant === undefined || date === null) return undefined;
  return isDate(Number(date[1]), Number(date[2]), Number(date[3])) ? instant : undefined;
}

function localInstant(
  value: string,
  edge: "first" | "last",
  context: TimeFlagContext,
  beginning: WindowBeginning | undefined,
): Instant | undefined {
  if (/^now$/iu.test(value)) return instantOfMs(context.nowMs());
  const parts =
    /^(?:(today|yesterday|([0-9]{4})-([0-9]{2})-([0-9]{2}))(?:(?:[ t]+)(?=[0-9])|$))?(?:([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?)?$/iu.exec(
      value,
    );
  if (parts === null || value === "") return undefined;
  const [, day, year, month, date, hour, minute, second, fraction] = parts;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
  const secondOfDay = Number(hour ?? 0) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0);
  const nanos = nanosOf(fraction);
  if (year !== undefined) {
    if (!isDate(Number(year), Number(month), Number(date))) return undefined;
    const local = { year: Number(year), month: Number(month), day: Number(date), secondOfDay, nanos };
    return instantOfLocalTime(local, context.zone, edge);
  }
  const now = instantOfMs(context.nowMs());
  const today = localDayOf(now.seconds, context.zone);
  if (day !== undefined) {
    return instantOnDay(/^y/iu.test(day) ? today - 1 : today, { secondOfDay, nanos }, edge, context.zone);
  }
  const shownToday = instantOnDay(today, { secondOfDay, nanos }, edge, context.zone);
  if (compareInstants(shownToday, now) <= 0) return shownToday;
  const yesterdays = instantOnDay(today - 1, { secondOfDay, nanos }, edge, context.zone);
  if (edge === "first") return yesterdays;
  if (beginning !== undefined && compareInstants(yesterdays, beginning.at) < 0) return shownToday;
  if (beginning?.isTimeOfDay === true) return yesterdays;
  return shownToday.seconds - now.seconds <= nearSeconds ? shownToday : yesterdays;
}

function instantOnDay(
  day: number,
  time: { readonly secondOfDay: number; readonly nanos: number },
  edge: "first" | "last",
  zone: TimeZone,
): Instant {
  const date = new Date(day * 86_400_000);
  const calendar = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return instantOfLocalTime({ ...calendar, ...time }, zone, edge);
}

function nanosOf(fraction: string | undefined): number {
  return Number((fraction ?? "").padEnd(9, "0"));
}
