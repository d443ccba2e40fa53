import { KtError } from "../errors/kt-error.ts";
import { needsClock, parseTimeFlag, type TimeFlagContext } from "./time-flag.ts";
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
  const firsts: Bound[] = [];
  const lasts: Bound[] = [];
  if (isGiven(flags.since) && !/^\s*0(?:[a-z]*|\.0*[a-z]+)\s*$/iu.test(flags.since)) {
    firsts.push({ flag: "--since", text: flags.since, at: parseTimeFlag("--since", flags.since, "first", context) });
  }
  if (isGiven(flags.sinceTime)) {
    const at = rfc3339Flag("--since-time", flags.sinceTime, context);
    firsts.push({ flag: "--since-time", text: flags.sinceTime, at });
  }
  if (isGiven(flags.after)) {
    const at = nanoLater(parseTimeFlag("--after", flags.after, "first", context), 1);
    firsts.push({ flag: "--after", text: flags.after, at });
  }
  if (isGiven(flags.until)) {
    lasts.push({ flag: "--until", text: flags.until, at: parseTimeFlag("--until", flags.until, "last", context) });
  }
  if (isGiven(flags.before)) {
    const at = nanoLater(parseTimeFlag("--before", flags.before, "last", context), -1);
    lasts.push({ flag: "--before", text: flags.before, at });
  }
  const first = firsts.sort((a, b) => compareInstants(b.at, a.at))[0];
  const last = lasts.sort((a, b) => compareInstants(a.at, b.at))[0];
  if (first !== undefined && last !== undefined && compareInstants(first.at, last.at) > 0) {
    throw new KtError(
      "KT_USAGE",
      `${first.flag} ${JSON.stringify(first.text)} is later than ${last.flag} ${JSON.stringify(last.text)}: no entry can lie between them`,
      { hint: `the window would be from ${formatTimestamp(first.at)} to ${formatTimestamp(last.at)}` },
    );
  }
  return { first: first?.at, last: last?.at };
}

interface Bound {
  readonly flag: string;
  readonly text: string;
  readonly at: Instant;
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

function nanoLater(instant: Instant, by: 1 | -1): Instant {
  const nanos = instant.nanos + by;
  if (nanos < 0) return { seconds: instant.seconds - 1, nanos: 999_999_999 };
  if (nanos > 999_999_999) return { seconds: instant.seconds + 1, nanos: 0 };
  return { seconds: instant.seconds, nanos };
}
