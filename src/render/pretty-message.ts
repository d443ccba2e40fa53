import { Chalk, type ChalkInstance } from "chalk";
import { Level, levelNames } from "../text/level/level.ts";
import { levelOf } from "../text/level/level-of.ts";
import type { ColorLevel } from "./color-level.ts";
import { readJson, writeJson } from "./exact-json.ts";
import { paintLevel } from "./level-colors.ts";
import { readLogfmt } from "./logfmt-pairs.ts";

/**
 * Makes messages that are JSON objects or logfmt easy to read (`--pretty`): `time LEVEL message key=value ...`, with values of
 * several lines, such as stack traces, below. What comes out holds no control character but newlines, tabs and our own colours.
 */
export class PrettyMessages {
  readonly #colors: ColorLevel;
  readonly #chalk: ChalkInstance;

  constructor(colors: ColorLevel) {
    this.#colors = colors;
    this.#chalk = new Chalk({ level: colors });
  }

  /** The message as it is to be shown; undefined for one that is neither, which stays as it is. */
  show(bytes: Buffer, start: number, end: number): Buffer | undefined {
    let at = start;
    while (at < end && (bytes[at] === space || bytes[at] === tab)) at++;
    const first = bytes[at] as number;
    // Nothing is decoded of a line that cannot be either.
    if (at >= end || (first !== openBrace && bytes.indexOf(equals, at) < 0)) return undefined;
    const text = bytes.toString("utf8", at, end);
    const fields = first === openBrace ? readObject(text) : readLogfmt(text);
    if (fields === undefined) return undefined;
    try {
      return Buffer.from(this.#textOf(fields, levelOf(bytes, start, end)));
    } catch (error) {
      // Lists nested ten thousand times can be read, but not be written.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #textOf(fields: Readonly<Record<string, unknown>>, level: number): string {
    const time = firstOf(fields, timeKeys);
    const message = firstOf(fields, messageKeys);
    const shown = new Set([time, message, level === Level.unknown ? undefined : firstOf(fields, levelKeys)]);
    const words: string[] = [];
    const below: string[] = [];
    if (time !== undefined) words.push(this.#chalk.dim(safe(timeText(fields[time]))));
    if (level !== Level.unknown)
      words.push(paintLevel(this.#colors, level, (levelNames[level] ?? "").toUpperCase().padEnd(5)));
    if (message !== undefined) {
      const [head = "", ...rest] = valueText(fields[message]).trimEnd().split("\n").map(safe);
      if (head !== "") words.push(level >= Level.warn ? this.#chalk.bold(head) : head);
      below.push(...rest.map((line) => `    ${line}`));
    }
    for (const [key, value] of flattened(fields)) {
      if (shown.has(key)) continue;
      const text = valueText(value);
      const name = safe(key);
      if (text.includes("\n")) {
        below.push(
          `    ${this.#chalk.dim(`${name}:`)}`,
          ...text
            .trimEnd()
            .split("\n")
            .map((line) => `      ${safe(line)}`),
        );
      } else {
        words.push(this.#chalk.dim(`${name}=`) + this.#value(key, quoted(text)));
      }
    }
    return [words.join(" "), ...below].join("\n");
  }

  #value(key: string, text: string): string {
    return errorKeys.test(key) ? paintLevel(this.#colors, Level.error, text) : text;
  }
}

const timeKeys = ["time", "ts", "timestamp", "@timestamp", "@t", "t", "datetime", "date", "asctime", "eventTime"];
const messageKeys = ["msg", "message", "@m", "@mt", "event", "text", "short_message"];
const levelKeys = [
  "level",
  "lvl",
  "severity",
  "loglevel",
  "log_level",
  "log.level",
  "levelname",
  "level_name",
  "@level",
  "@l",
];
const errorKeys = /^(?:err|error|exception|cause)(?:\.message)?$/iu;

const space = 0x20;
const tab = 0x09;
const openBrace = 0x7b;
const equals = 0x3d;

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // Only an object begins with a brace.
    return readJson(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function firstOf(fields: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  return keys.find((key) => Object.hasOwn(fields, key) && typeof fields[key] !== "object");
}

/** Objects in objects as `http.status`; what is empty and what is a list stays one value. */
function* flattened(fields: Readonly<Record<string, unknown>>, prefix = ""): Generator<readonly [string, unknown]> {
  for (const [key, value] of Object.entries(fields)) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    // Nobody reads deeper, and a hostile line may be nested a thousand times.
    if (isObject && Object.keys(value).length > 0 && prefix.split(".").length <= deepest) {
      yield* flattened(value as Readonly<Record<string, unknown>>, `${prefix}${key}.`);
    } else {
      yield [prefix + key, value];
    }
  }
}

const deepest = 4;

/** Numbers since 1970 as a date; all else as it was logged. */
function timeText(value: unknown): string {
  const number = typeof value === "bigint" || typeof value === "number" ? Number(value) : Number.NaN;
  if (!(number > 1e8)) return valueText(value);
  const ms = number < 1e11 ? number * 1000 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : number / 1e6;
  return ms < 8e15 ? new Date(ms).toISOString() : valueText(value);
}

function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  // A list of lines, as some loggers write stack traces, is read as lines.
  if (Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === "string" && item.length > 20)) {
    return value.join("\n");
  }
  return writeJson(value);
}

function quoted(text: string): string {
  return text === "" || (/[\s"=]/u.test(text) && !/^[[{]/u.test(text)) ? JSON.stringify(text) : safe(text);
}

/** Control characters as JSON writes them: what was escaped in the line must not come alive. */
function safe(text: string): string {
  return text.replace(/[\p{Cc}]/gu, (found) =>
    found === "\t" ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
