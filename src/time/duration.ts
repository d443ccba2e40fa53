import { KtError } from "../errors/kt-error.ts";

/** A length of time, never negative: whole seconds and nanoseconds, 0 to 999,999,999. */
export interface Duration {
  readonly seconds: number;
  readonly nanos: number;
}

/**
 * Reads a length of time as it is written behind a flag: Go's form (`1h30m`, `1.5h`, `300ms`; also `d` for 24
 * hours and `w` for 7 days) or ISO 8601's (`PT30M`, `P1DT2H`). A lone `0` is allowed, as in Go.
 * @param flag Name of the flag, with its dashes, for the error.
 * @throws KtError KT_USAGE for anything else, for negative durations and for more than 300 years.
 */
export function parseDuration(flag: string, text: string): Duration {
  const nanos = isDurationLike(text) ? durationNanos(flag, text.trim()) : undefined;
  if (nanos === undefined) {
    throw new KtError("KT_USAGE", `${flag} ${quoted(text)} is not a duration`, { hint: durationExamples(flag) });
  }
  if (nanos > longestNanos) {
    throw new KtError("KT_USAGE", `${flag} ${quoted(text)} is longer than 300 years`, { hint: durationExamples(flag) });
  }
  return { seconds: Number(nanos / nanosPerSecond), nanos: Number(nanos % nanosPerSecond) };
}

/** Whether the text can only be meant as a duration: it begins with a number and a unit, or with `P`. */
export function isDurationLike(text: string): boolean {
  return /^\s*(?:0\s*$|-|[+]?[0-9.,]+\s*[a-zµμ]|p[0-9t])/iu.test(text);
}

/** The duration in milliseconds, rounded to the nearest. */
export function durationMs(duration: Duration): number {
  return duration.seconds * 1000 + Math.round(duration.nanos / 1e6);
}

const nanosPerSecond = 1_000_000_000n;
const longestNanos = 300n * 366n * 86_400n * nanosPerSecond;

const unitNanos: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  // Go takes both signs that look like a micro.
  ["\u00b5s", 1_000n],
  ["\u03bcs", 1_000n],
  ["ms", 1_000_000n],
  ["s", nanosPerSecond],
  ["m", 60n * nanosPerSecond],
  ["h", 3_600n * nanosPerSecond],
  ["d", 86_400n * nanosPerSecond],
  ["w", 7n * 86_400n * nanosPerSecond],
]);

function durationNanos(flag: string, text: string): bigint | undefined {
  if (text.startsWith("-")) {
    throw new KtError(
      "KT_USAGE",
      `${flag} ${quoted(text)} is negative; the time that it reaches back is given without a sign`,
      {
        hint: durationExamples(flag),
      },
    );
  }
  if (text === "0") return 0n;
  return /^p/iu.test(text) ? isoNanos(flag, text) : goNanos(text);
}

function goNanos(text: string): bigint | undefined {
  let total = 0n;
  let rest = text.startsWith("+") ? text.slice(1) : text;
  if (rest === "") return undefined;
  while (rest !== "") {
    const part = /^([0-9]*)(?:\.([0-9]*))?(ns|us|\u00b5s|\u03bcs|ms|[smhdw])/u.exec(rest);
    if (part === null) return undefined;
    const [whole, integer = "", fraction = "", unit = ""] = part;
    const unitSize = unitNanos.get(unit);
    if (unitSize === undefined || integer + fraction === "") return undefined;
    total += scaled(integer, fraction, unitSize);
    rest = rest.slice(whole.length);
  }
  return total;
}

function isoNanos(flag: string, text: string): bigint | undefined {
  const number = "([0-9]+)(?:[.,]([0-9]+))?";
  const pattern = `^P(?:${number}Y)?(?:${number}M)?(?:${number}W)?(?:${number}D)?(?:T(?=[0-9])(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`;
  const parts = new RegExp(pattern, "iu").exec(text);
  if (parts === null || text.length < 3) return undefined;
  if (parts[1] !== undefined || parts[3] !== undefined) {
    throw new KtError("KT_USAGE", `${flag} ${quoted(text)}: years and months differ in length`, {
      hint: `give it in days: ${flag} P30D`,
    });
  }
  let total = 0n;
  for (const [place, unit] of ["w", "d", "h", "m", "s"].entries()) {
    const unitSize = unitNanos.get(unit) ?? 0n;
    total += scaled(parts[5 + place * 2] ?? "", parts[6 + place * 2] ?? "", unitSize);
  }
  return total;
}

function scaled(integer: string, fraction: string, unitSize: bigint): bigint {
  return BigInt(integer || "0") * unitSize + (BigInt(fraction || "0") * unitSize) / 10n ** BigInt(fraction.length);
}

function durationExamples(flag: string): string {
  return `examples: ${flag} 90s, ${flag} 1h30m, ${flag} 2d, ${flag} PT30M`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
