import { formatGoLayout } from "../../time/go-layout.ts";
import { parseTimestamp } from "../../time/timestamp.ts";
import { type TimeZone, utc } from "../../time/time-zone.ts";
import { TemplateFault } from "./template-error.ts";
import type { TemplateFunction } from "./template-function.ts";
import { argumentText, kindOf, TemplateTime } from "./template-values.ts";

/** The zone of that name; undefined when the template does not name it, or there is none. */
export type ZoneLookup = (name: string) => TimeZone | undefined;

/** The functions for times that stern has (README of v1.33). */
export function timeFunctions(zoneOf: ZoneLookup): Readonly<Record<string, TemplateFunction>> {
  return {
    toRFC3339Nano: {
      least: 1,
      run: (value) => {
        const time = timeOf(value);
        // What is no time is more use as it is than as the year 1.
        return time === undefined ? argumentText(value) : formatGoLayout(time.instant, time.zone, "RFC3339Nano");
      },
    },
    toUTC: {
      least: 1,
      run: (value) => {
        const time = timeOf(value);
        return time === undefined ? value : new TemplateTime(time.instant, utc);
      },
    },
    toTimestamp: {
      least: 2,
      most: 3,
      run: (value, layout, zoneName) => {
        const time = timeOf(value);
        if (time === undefined)
          throw new TemplateFault(`${kindOf(value)} is no time: ${argumentText(value).slice(0, 40)}`);
        const name = argumentText(zoneName);
        const zone = name === "" ? utc : zoneOf(name);
        if (zone === undefined)
          throw new TemplateFault(`${JSON.stringify(name)} is no time zone that the template names`);
        return formatGoLayout(time.instant, zone, argumentText(layout));
      },
    },
  };
}

/** A time as logs have it: RFC 3339 and what `Date.parse` knows, or a number since 1970. */
function timeOf(value: unknown): TemplateTime | undefined {
  if (value instanceof TemplateTime) return value;
  if (typeof value === "bigint") return timeOfNumber(String(value));
  if (typeof value === "number") return Number.isFinite(value) ? timeOfNumber(numberText(value)) : undefined;
  if (typeof value !== "string") return undefined;
  if (/^-?\d+(?:\.\d+)?$/u.test(value)) return timeOfNumber(value);
  const zone = zoneIn(value);
  const exact = parseTimestamp(value);
  if (exact !== undefined) return new TemplateTime(exact, zone);
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : timeOfNumber(String(ms), 3, zone);
}

/** A double holds microseconds of our time and no more. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(6);
}

/**
 * @param text A number since 1970.
 * @param places How many of its digits are of parts of a second. When absent its size tells: nobody logs times of the year 5000.
 */
function timeOfNumber(text: string, places: number = placesOf(Number(text)), zone: TimeZone = utc): TemplateTime {
  const [whole = "0", fraction = ""] = text.split(".");
  const nanos = BigInt(whole) * 10n ** BigInt(9 - places) + BigInt(fraction.padEnd(9, "0").slice(0, 9 - places) || "0");
  const seconds = Number(nanos >= 0n ? nanos / 1_000_000_000n : -((-nanos + 999_999_999n) / 1_000_000_000n));
  return new TemplateTime({ seconds, nanos: Number(nanos - BigInt(seconds) * 1_000_000_000n) }, zone);
}

/** Seconds, milliseconds, microseconds or nanoseconds. */
function placesOf(value: number): number {
  const size = Math.abs(value);
  if (size < 1e11) return 0;
  if (size < 1e14) return 3;
  return size < 1e17 ? 6 : 9;
}

/** The offset that a time was written with. */
function zoneIn(text: string): TimeZone {
  const found = /([+-])(\d\d):?(\d\d)$/u.exec(text);
  if (found === null) return utc;
  const offset = (Number(found[2]) * 60 + Number(found[3])) * (found[1] === "-" ? -60 : 60);
  return { name: found[0], offsetSecondsAt: () => offset };
}
