import { KtError } from "../errors/kt-error.ts";
import { isTimeOfDay, needsClock, parseTimeFlag, type TimeFlagContext } from "./time-flag.ts";
import { compareInstants, formatTimestamp, type Instant } from "./timestamp.ts";

/** The moments whose entries are wanted, both ends included; an end that is absent is open. */
export interface TimeWindow {
  readonly first?: Instant | undefined;
  readonly last?: Instant | undefined;
}

/** The flags that bound a window, as text; an empty text is as if it were absent. */
export interface TimeWindowFlags {
  /** Inclusive. A duration of zero means everything, as kubectl has it. */
  readonly since?: string | undefined;
  /** kubectl's: inclusive, RFC 3339 only. */
  readonly sinceTime?: string | undefined;
  /** Exclusive. */
  readonly after?: string | undefined;
  /** Inclusive. */
  readonly until?: string | undefined;
  /** Exclusive. */
  readonly before?: string | undefined;
}

/** Whether any value counts from now, so that the server's clock must be known first. */
export function windowNeedsClock(flags: TimeWindowFlags): boolean {
  return [flags.since, flags.after, flags.until, flags.before].some((text) => text !== undefined && needsClock(text));
}

/**
 * The window that the flags mean together: the narrowest of them, to the nanosecond.
 * @throws KtError KT_USAGE when a value cannot be read, or when the window ends before it begins.
 */
export function parseTimeWindow(flags: TimeWindowFlags, context: TimeFlagContext): TimeWindow {
  const [first, last] = windowBounds(flags, context);
  if (first !== undefined && last !== undefined && compareInstants(first.at, last.at) > 0) {
    throw new KtError(
      "KT_USAGE",
      `${first.flag} ${JSON.stringify(first.text)} is later than ${last.flag} ${JSON.stringify(last.text)}: no entry can lie between them`,
      { hint: `the window would be from ${formatTimestamp(first.at)} to ${formatTimestamp(last.at)}` },
    );
  }
  return { first: first?.at, last: last?.at };
}

/** A flag that bounds a window. */
export interface WindowBound {
  /** Such as `--since`. */
  readonly flag: string;
  readonly text: string;
  /** The moment that the text means. */
  readonly named: Instant;
  /** The first or last moment that belongs to the window. */
  readonly at: Instant;
}

/** The narrowest bound at each end; undefined where it is open. @throws KtError KT_USAGE when a value cannot be read. */
export function windowBounds(
  flags: TimeWindowFlags,
  context: TimeFlagContext,
): readonly [first: WindowBound | undefined, last: WindowBound | undefined] {
  const firsts: WindowBound[] = [];
  const lasts: WindowBound[] = [];
  const add = (bounds: WindowBound[], flag: string, text: string, named: Instant, by: -1 | 0 | 1): void => {
    bounds.push({ flag, text, named, at: nanoLater(named, by) });
  };
  const { since, sinceTime, after, until, before } = flags;
  if (isGiven(since) && !/^\s*0(?:[a-z]*|\.0*[a-z]+)\s*$/iu.test(since)) {
    add(firsts, "--since", since, parseTimeFlag("--since", since, "first", context), 0);
  }
  if (isGiven(sinceTime)) {
    add(firsts, "--since-time", sinceTime, rfc3339Flag("--since-time", sinceTime, context), 0);
  }
  if (isGiven(after)) add(firsts, "--after", after, parseTimeFlag("--after", after, "first", context), 1);
  const first = firsts.sort((a, b) => compareInstants(b.at, a.at))[0];
  const beginning = first && { at: first.at, isTimeOfDay: isTimeOfDay(first.text) };
  if (isGiven(until)) add(lasts, "--until", until, parseTimeFlag("--until", until, "last", context, beginning), 0);
  if (isGiven(before)) {
    add(lasts, "--before", before, parseTimeFlag("--before", before, "last", context, beginning), -1);
  }
  return [first, lasts.sort((a, b) => compareInstants(a.at, b.at))[0]];
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

function rfc3339Flag(flag: string, text: string, context: TimeFlagContext): Instant {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}[t ].*(?:z|[+-][0-9]{2}:[0-9]{2})$/iu.test(text.trim())) {
    throw new KtError("KT_USAGE", `${flag} ${JSON.stringify(text)} is not a time in RFC 3339`, {
      hint: `example: ${flag} 2026-11-21T10:00:00Z; durations and local times go with --since`,
    });
  }
  return parseTimeFlag(flag, text, "first", context);
}

function nanoLater(instant: Instant, by: -1 | 0 | 1): Instant {
  const nanos = instant.nanos + by;
  if (nanos < 0) return { seconds: instant.seconds - 1, nanos: 999_999_999 };
  if (nanos > 999_999_999) return { seconds: instant.seconds + 1, nanos: 0 };
  return { seconds: instant.seconds, nanos };
}
