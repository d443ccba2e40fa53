import { type TimeZone, utc } from "./time-zone.ts";

/**
 * How a timestamp is shown.
 * - `rfc3339`: all nine digits, `2026-11-21T08:11:56.494799123Z`
 * - `short`: month, day and milliseconds, `11-21 08:11:56.494`
 * - `relative`: how long before now, `3m12s`
 * - `unix`: seconds since 1970 with nine digits, `1795248716.494799123`
 */
export type TimestampForm = "rfc3339" | "short" | "relative" | "unix";

/** What a {@link TimestampWriter} needs to know. */
export interface TimestampWriterOptions {
  readonly form: TimestampForm;
  /** UTC when absent. */
  readonly zone?: TimeZone | undefined;
  /** The clock that `relative` counts from, in milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** The most bytes that one timestamp takes. */
export const longestTimestampBytes = 40;

/**
 * Writes timestamps of entries as bytes. The text of a second is made once and copied for all entries of that
 * second, and the offset of the zone is asked once for a quarter of an hour, at whose bounds alone it changes.
 */
export class TimestampWriter {
  readonly #form: TimestampForm;
  readonly #zone: TimeZone;
  readonly #nowMs: () => number;
  readonly #second = Buffer.alloc(longestTimestampBytes);
  #secondLength = 0;
  #cachedSecond = Number.NaN;
  #cachedAge = Number.NaN;
  #suffix = "";
  #quarter = Number.NaN;
  #offsetSeconds = 0;
  #nowSeconds = 0;

  constructor(options: TimestampWriterOptions) {
    this.#form = options.form;
    this.#zone = options.zone ?? utc;
    this.#nowMs = options.nowMs;
  }

  /** Reads the clock; called once for each batch, so that an age costs no system call for each entry. */
  tick(): void {
    if (this.#form === "relative") this.#nowSeconds = Math.floor(this.#nowMs() / 1000);
  }

  /** Writes the timestamp to `out` at `at` and returns the offset behind it. */
  write(out: Uint8Array, at: number, seconds: number, nanos: number): number {
    if (
      seconds !== this.#cachedSecond ||
      (this.#form === "relative" && this.#nowSeconds - seconds !== this.#cachedAge)
    ) {
      this.#cacheSecond(seconds);
    }
    const second = this.#second;
    let next = at;
    for (let place = 0; place < this.#secondLength; place++) out[next++] = second[place] as number;
    if (this.#form === "relative") return next;
    out[next++] = 0x2e;
    const digits = this.#form === "short" ? 3 : 9;
    let rest = digits === 3 ? (nanos / 1_000_000) | 0 : nanos | 0;
    for (let place = next + digits - 1; place >= next; place--) {
      // Whole numbers below 2^31: this stays integer arithmetic, `Math.floor` would not.
      const tenth = (rest / 10) | 0;
      out[place] = 48 + rest - tenth * 10;
      rest = tenth;
    }
    next += digits;
    for (let place = 0; place < this.#suffix.length; place++) out[next++] = this.#suffix.charCodeAt(place);
    return next;
  }

  #cacheSecond(seconds: number): void {
    this.#cachedSecond = seconds;
    this.#cachedAge = this.#nowSeconds - seconds;
    this.#secondLength = this.#second.write(this.#textOfSecond(seconds), "latin1");
  }

  #textOfSecond(seconds: number): string {
    if (this.#form === "unix") return String(seconds);
    if (this.#form === "relative") return ageText(this.#cachedAge).padStart(widestAge);
    const quarter = Math.floor(seconds / 900);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#offsetSeconds = this.#zone.offsetSecondsAt(seconds);
      this.#suffix = this.#form === "rfc3339" ? offsetText(this.#offsetSeconds) : "";
    }
    const shown = new Date((seconds + this.#offsetSeconds) * 1000).toISOString().slice(0, -5);
    return this.#form === "short" ? shown.slice(shown.length - 14).replace("T", " ") : shown;
  }
}

const widestAge = 6;

/** As kubectl shows ages: two units at most, the smaller left out where it says little. */
function ageText(ageSeconds: number): string {
  // A node's clock may be ahead of ours.
  const age = Math.max(0, ageSeconds);
  if (age < 60) return `${age}s`;
  if (age < 3600) return `${Math.floor(age / 60)}m${pair(age % 60)}s`;
  if (age < 86_400) return `${Math.floor(age / 3600)}h${pair(Math.floor(age / 60) % 60)}m`;
  if (age < 100 * 86_400) return `${Math.floor(age / 86_400)}d${pair(Math.floor(age / 3600) % 24)}h`;
  return `${Math.floor(age / 86_400)}d`;
}

/** An offset of a zone as RFC 3339 writes it: `Z`, `+02:00`. */
export function offsetText(offsetSeconds: number): string {
  if (offsetSeconds === 0) return "Z";
  const minutes = Math.round(Math.abs(offsetSeconds) / 60);
  return `${offsetSeconds < 0 ? "-" : "+"}${pair(Math.floor(minutes / 60))}:${pair(minutes % 60)}`;
}

function pair(value: number): string {
  return String(value).padStart(2, "0");
}
