import type { KubeEvent } from "../kube/objects.ts";
import { type Instant, parseTimestamp } from "../time/timestamp.ts";

/** When it came, the last time; undefined when it tells none. */
export function lastTimeOf({
  series,
  lastTimestamp,
  eventTime,
  firstTimestamp,
  metadata,
}: KubeEvent): Instant | undefined {
  const texts = [series?.lastObservedTime, lastTimestamp, eventTime, firstTimestamp, metadata.creationTimestamp];
  return firstTime(texts);
}

/** The event in one line: `[Warning] BackOff: Back-off restarting failed container (12 times since 2026-11-21T08:11:56Z)`. */
export function textOfEvent(event: KubeEvent): string {
  const { type, reason, message } = event;
  const count = event.series?.count ?? event.count ?? 1;
  const since = event.eventTime ?? event.firstTimestamp ?? event.metadata.creationTimestamp;
  const times = count > 1 ? ` (${count} times${since ? ` since ${since}` : ""})` : "";
  const text = [reason, message].filter(Boolean).join(": ");
  return `[${type || "Normal"}] ${text}${times}`.replaceAll(/\s*[\r\n]+\s*/g, " ");
}

function firstTime(texts: readonly (string | null | undefined)[]): Instant | undefined {
  for (const text of texts) {
    const time = text ? parseTimestamp(text) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}
