import type { QueryValue } from "../kube/client.ts";
import type { TimeWindow } from "../time/time-window.ts";
import { formatTimestamp } from "../time/timestamp.ts";

/** What a kubelet is asked for of one service's journal (KEP-2258). */
export interface JournalQuery {
  /** Name of the unit, without `.service`. */
  readonly service: string;
  /** Other services whose entries come with them, merged by the node; four together at most. */
  readonly others?: readonly string[] | undefined;
  /** At most {@link mostTailLines}; of one boot only, the current one unless `boot` names another. */
  readonly tailLines?: number | undefined;
  /** Seconds since 1970, as the clocks of the node's time zone would show them. */
  readonly sinceSeconds?: number | undefined;
  readonly untilSeconds?: number | undefined;
  readonly pattern?: string | undefined;
  /** 0 is the current boot, -1 the one before. */
  readonly boot?: number | undefined;
}

/** More services in one query a kubelet refuses. */
export const mostServices = 4;

/** More a kubelet refuses. */
export const mostTailLines = 100_000;

/**
 * The parameters of the request. There is always an option among them: without any, a kubelet answers with a file of that
 * name where there is no such service, and nothing tells that it did (kubernetes v1.36.3, measured).
 */
export function parametersOf(query: JournalQuery): Readonly<Record<string, QueryValue | undefined>> {
  const { service, others = [], tailLines, sinceSeconds, untilSeconds, pattern, boot } = query;
  const hasOption = [tailLines, sinceSeconds, untilSeconds, pattern, boot].some((option) => option !== undefined);
  return {
    query: others.length === 0 ? service : [service, ...others],
    tailLines,
    sinceTime: hasOption ? timeText(sinceSeconds) : timeText(secondsPerDay),
    untilTime: timeText(untilSeconds),
    pattern,
    boot,
  };
}

const secondsPerDay = 86_400;

/**
 * What a kubelet is asked for to get all of a time: it reads times as those of its node's zone, which no API tells; zones reach from
 * UTC-12 to UTC+14. What is too early or too late is left out here.
 * @param marginSeconds By how much later than it is meant the node may read a time; a journal that was looked through already may have told.
 */
export function widenedTimes(
  { first, last }: TimeWindow,
  marginSeconds: number = westernmostSeconds,
): Pick<JournalQuery, "sinceSeconds" | "untilSeconds"> {
  return {
    sinceSeconds: first && Math.max(first.seconds - marginSeconds, 24 * secondsPerHour),
    untilSeconds: last && last.seconds + 1 + 14 * secondsPerHour,
  };
}

const secondsPerHour = 3600;
/** In zones west of Greenwich a time of the day comes later, in UTC-12 by so much. */
export const westernmostSeconds: number = 12 * secondsPerHour;

/** Parts of a second are dropped by the kubelet. */
function timeText(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : formatTimestamp({ seconds, nanos: 0 }).replace(/\.\d+Z$/, "Z");
}
