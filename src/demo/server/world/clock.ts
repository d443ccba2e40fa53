import { formatTimestamp } from "../../../time/timestamp.ts";

/** A source of time, so that tests can pass one of their own. */
export interface Clock {
  /** Milliseconds since 1970, with parts where there are any. */
  nowMs(): number;
}

/** The machine's clock, in parts of a millisecond; never runs backwards. */
export const systemClock: Clock = { nowMs: () => performance.timeOrigin + performance.now() };

/** Now as Kubernetes' objects have it: RFC 3339 in whole seconds of UTC. */
export function objectTime(clock: Clock): string {
  return `${new Date(clock.nowMs()).toISOString().slice(0, 19)}Z`;
}

/** Now as a log line has it: RFC 3339 in nanoseconds of UTC, without trailing zeros (as containerd writes it). */
export function lineTime(clock: Clock): string {
  const nowMs = clock.nowMs();
  const seconds = Math.floor(nowMs / 1000);
  const nanos = Math.round((nowMs - seconds * 1000) * 1e6);
  return formatTimestamp({ seconds, nanos: Math.min(nanos, 999_999_999) }).replace(/\.?0*Z$/, "Z");
}
