import { offsetText } from "./timestamp-writer.ts";
import type { TimeZone } from "./time-zone.ts";
import type { Instant } from "./timestamp.ts";

/**
 * A moment in a layout of Go's package time: the reference time `Mon Jan 2 15:04:05 MST 2006` shows how each part is to look, and
 * what is none of its parts stands as it is. The name of a layout (`RFC3339Nano`, `Kitchen`) is taken for the layout.
 */
export function formatGoLayout(instant: Instant, zone: TimeZone, layout: string): string {
  const offset = zone.offsetSecondsAt(instant.seconds);
  const shown = new Date((instant.seconds + offset) * 1000);
  const part = { shown, nanos: instant.nanos, offset, zone };
  return (namedLayouts[layout] ?? layout).replace(elements, (element) => elementText(element, part));
}

interface Shown {
  /** Its UTC parts are what a clock in the zone shows. */
  readonly shown: Date;
  readonly nanos: number;
  readonly offset: number;
  readonly zone: TimeZone;
}

/** Longer elements first. */
const elements =
  /January|Jan|Monday|Mon|2006|01|02|03|04|05|06|002|15|__2|_2|PM|pm|MST|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/gu;

const namedLayouts: Readonly<Record<string, string>> = {
  ANSIC: "Mon Jan _2 15:04:05 2006",
  RFC822: "02 Jan 06 15:04 MST",
  RFC1123: "Mon, 02 Jan 2006 15:04:05 MST",
  RFC3339: "2006-01-02T15:04:05Z07:00",
  RFC3339Nano: "2006-01-02T15:04:05.999999999Z07:00",
  Kitchen: "3:04PM",
  Stamp: "Jan _2 15:04:05",
  StampMilli: "Jan _2 15:04:05.000",
  DateTime: "2006-01-02 15:04:05",
  DateOnly: "2006-01-02",
  TimeOnly: "15:04:05",
};

const months = "January February March April May June July August September October November December".split(" ");
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

function elementText(element: string, { shown, nanos, offset, zone }: Shown): string {
  const hour = shown.getUTCHours();
  switch (element) {
    case "2006":
      return String(shown.getUTCFullYear()).padStart(4, "0");
    case "06":
      return two(shown.getUTCFullYear() % 100);
    case "January":
      return months[shown.getUTCMonth()] ?? "";
    case "Jan":
      return (months[shown.getUTCMonth()] ?? "").slice(0, 3);
    case "01":
      return two(shown.getUTCMonth() + 1);
    case "1":
      return String(shown.getUTCMonth() + 1);
    case "Monday":
      return days[shown.getUTCDay()] ?? "";
    case "Mon":
      return (days[shown.getUTCDay()] ?? "").slice(0, 3);
    case "02":
      return two(shown.getUTCDate());
    case "_2":
      return String(shown.getUTCDate()).padStart(2);
    case "2":
      return String(shown.getUTCDate());
    case "002":
      return String(dayOfYear(shown)).padStart(3, "0");
    case "__2":
      return String(dayOfYear(shown)).padStart(3);
    case "15":
      return two(hour);
    case "03":
      return two(hour % 12 || 12);
    case "3":
      return String(hour % 12 || 12);
    case "04":
      return two(shown.getUTCMinutes());
    case "4":
      return String(shown.getUTCMinutes());
    case "05":
      return two(shown.getUTCSeconds());
    case "5":
      return String(shown.getUTCSeconds());
    case "PM":
      return hour < 12 ? "AM" : "PM";
    case "pm":
      return hour < 12 ? "am" : "pm";
    case "MST":
      return offset === 0 && zone.name !== "local" ? "UTC" : numericOffset(offset, "");
    default:
      return /^[.,]/u.test(element) ? fraction(element, nanos) : zoneOffset(element, offset);
  }
}

function dayOfYear(shown: Date): number {
  return Math.floor((shown.getTime() - Date.UTC(shown.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** `.000` has so many digits, `.999` leaves zeros at the end out. */
function fraction(element: string, nanos: number): string {
  const digits = String(nanos)
    .padStart(9, "0")
    .slice(0, element.length - 1);
  if (element[1] === "0") return element.slice(0, 1) + digits;
  const short = digits.replace(/0+$/u, "");
  return short === "" ? "" : element.slice(0, 1) + short;
}

function zoneOffset(element: string, offset: number): string {
  if (element.startsWith("Z") && offset === 0) return "Z";
  return numericOffset(offset, element.includes(":") ? ":" : "").slice(0, element.endsWith("07") ? 3 : undefined);
}

function numericOffset(offset: number, separator: string): string {
  return offset === 0 ? `+00${separator}00` : offsetText(offset).replace(":", separator);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
