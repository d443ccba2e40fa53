import type { TemplateFunction, TemplateFunctions } from "./template-function.ts";
import { colorFunctions } from "./color-functions.ts";
import { jsonFunctions } from "./json-functions.ts";
import { TemplateFault } from "./template-error.ts";
import { sprintf } from "./template-printf.ts";
import { argumentText, isRecord, isTrue, kindOf, textOf } from "./template-values.ts";
import { timeFunctions, type ZoneLookup } from "./time-functions.ts";
import type { ColorLevel } from "../color-level.ts";

/** All functions that a template has: Go's own (documentation of text/template, Go 1.24), those that stern adds (v1.33), and a few more. */
export function templateFunctions(colorLevel: ColorLevel, zoneOf: ZoneLookup): TemplateFunctions {
  return new Map(
    Object.entries({
      ...ownFunctions,
      ...textFunctions,
      ...jsonFunctions,
      ...timeFunctions(zoneOf),
      ...colorFunctions(colorLevel),
    }),
  );
}

const many = Number.POSITIVE_INFINITY;

const ownFunctions: Readonly<Record<string, TemplateFunction>> = {
  and: { least: 1, most: many, run: () => undefined, stopsAt: false },
  or: { least: 1, most: many, run: () => undefined, stopsAt: true },
  not: { least: 1, run: (value) => !isTrue(value) },
  eq: { least: 2, most: many, run: (value, ...others) => others.some((other) => isSame(value, other)) },
  ne: { least: 2, run: (a, b) => !isSame(a, b) },
  lt: { least: 2, run: (a, b) => compared(a, b) < 0 },
  le: { least: 2, run: (a, b) => compared(a, b) <= 0 },
  gt: { least: 2, run: (a, b) => compared(a, b) > 0 },
  ge: { least: 2, run: (a, b) => compared(a, b) >= 0 },
  len: { least: 1, run: lengthOf },
  index: { least: 1, most: many, run: (value, ...keys) => keys.reduce(itemOf, value) },
  slice: { least: 1, most: 3, run: sliceOf },
  print: { least: 0, most: many, run: (...args) => printedTogether(args) },
  println: { least: 0, most: many, run: (...args) => `${args.map(textOf).join(" ")}\n` },
  printf: { least: 1, most: many, run: (format, ...args) => sprintf(argumentText(format), args) },
  html: {
    least: 1,
    most: many,
    run: (...args) => printedTogether(args).replace(/[&<>"']/gu, (found) => entities[found] ?? ""),
  },
  urlquery: {
    least: 1,
    most: many,
    run: (...args) => encodeURIComponent(printedTogether(args)).replaceAll("%20", "+"),
  },
  js: {
    least: 1,
    most: many,
    run: (...args) => JSON.stringify(printedTogether(args)).slice(1, -1).replaceAll("'", "\\'"),
  },
};

const textFunctions: Readonly<Record<string, TemplateFunction>> = {
  upper: { least: 1, run: (text) => argumentText(text).toUpperCase() },
  lower: { least: 1, run: (text) => argumentText(text).toLowerCase() },
  trim: { least: 1, run: (text) => argumentText(text).trim() },
  truncate: { least: 2, run: (length, text) => [...argumentText(text)].slice(0, Number(length)).join("") },
  pad: { least: 2, run: (width, text) => argumentText(text).padEnd(Number(width)) },
  default: { least: 2, run: (other, value) => (isTrue(value) ? value : other) },
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** Go's `fmt.Sprint`: a space between two arguments of which neither is text. */
function printedTogether(args: readonly unknown[]): string {
  return args.reduce<string>((text, arg, place) => {
    const isApart = place > 0 && typeof arg !== "string" && typeof args[place - 1] !== "string";
    return `${text}${isApart ? " " : ""}${textOf(arg)}`;
  }, "");
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === "bigint" || typeof b === "bigint") return isNumber(a) && isNumber(b) && BigInt(a) === BigInt(b);
  return a === b || ((a ?? null) === null && (b ?? null) === null);
}

function compared(a: unknown, b: unknown): number {
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  throw new TemplateFault(`${kindOf(a)} cannot be compared with ${kindOf(b)}`);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isRecord(value)) return Object.keys(value).length;
  throw new TemplateFault(`${kindOf(value)} has no length`);
}

function itemOf(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) {
    const place = Number(key);
    if (!Number.isInteger(place) || place < 0 || place >= value.length) {
      throw new TemplateFault(`a list of ${value.length} has no item ${argumentText(key)}`);
    }
    return value[place] as unknown;
  }
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw new TemplateFault(`${kindOf(value)} has no items`);
  const name = argumentText(key);
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function sliceOf(value: unknown, from: unknown = 0, to?: unknown): unknown {
  const end = to === undefined ? undefined : Number(to);
  if (typeof value === "string") return Buffer.from(value).subarray(Number(from), end).toString();
  if (Array.isArray(value)) return value.slice(Number(from), end);
  throw new TemplateFault(`${kindOf(value)} cannot be cut`);
}
