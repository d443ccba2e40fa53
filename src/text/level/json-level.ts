import { JsonMembers } from "../json-members.ts";
import { WordTable } from "../word-table.ts";
import { Level, levelOfLetter, levelOfNumber, levelOfStatus, levelOfWord } from "./level.ts";

/** What a key of an object is to its level. */
const Key = { level: 1, status: 2, request: 3, letter: 4, nested: 5 } as const;

const keys = new WordTable([
  ...["level", "lvl", "severity", "loglevel", "log_level", "log.level", "levelname", "level_name", "@level", "@l"].map(
    (key) => [key, Key.level] as const,
  ),
  ...["severitytext", "severity_text"].map((key) => [key, Key.level] as const),
  ...["status", "status_code", "statuscode", "response_code", "http_status"].map((key) => [key, Key.status] as const),
  ...["method", "request", "request_method", "path", "uri", "request_uri"].map((key) => [key, Key.request] as const),
  ["s", Key.letter],
  ["log", Key.nested],
]);

const members = new JsonMembers();
const innerMembers = new JsonMembers();

/**
 * The level of the JSON object that begins at `start`: of its key `level` or one of that meaning (also `log.level` in an
 * object of its own), else of the status of a request.
 */
export function levelOfJson(bytes: Uint8Array, start: number, end: number): number {
  let status = Number.NaN;
  let isRequest = false;
  if (!members.open(bytes, start, end)) return Level.unknown;
  while (members.next()) {
    const { keyStart, keyEnd, valueStart, valueEnd } = members;
    const key = keys.find(bytes, keyStart, keyEnd);
    if (key === 0) continue;
    let level: number = Level.unknown;
    if (key === Key.level) level = levelOfValue(bytes, valueStart, valueEnd);
    else if (key === Key.nested) level = levelOfNested(bytes, valueStart, valueEnd);
    else if (key === Key.letter) level = valueEnd - valueStart === 3 ? levelOfLetter(bytes[valueStart + 1]) : level;
    else if (key === Key.status) status = numberOf(bytes, valueStart, valueEnd);
    else isRequest = true;
    if (level !== Level.unknown) return level;
  }
  return isRequest ? levelOfStatus(status) : Level.unknown;
}

function levelOfNested(bytes: Uint8Array, start: number, end: number): number {
  if (!innerMembers.open(bytes, start, end)) return Level.unknown;
  while (innerMembers.next()) {
    const { keyStart, keyEnd, valueStart, valueEnd } = innerMembers;
    if (keys.find(bytes, keyStart, keyEnd) === Key.level) return levelOfValue(bytes, valueStart, valueEnd);
  }
  return Level.unknown;
}

/** The level of a value: a word in quotes, perhaps with an offset (slog's `INFO+2`), or a number. */
export function levelOfValue(bytes: Uint8Array, start: number, end: number): number {
  const isQuoted = bytes[start] === 0x22;
  const from = isQuoted ? start + 1 : start;
  const to = isQuoted && end > from ? end - 1 : end;
  const number = numberOf(bytes, from, to);
  if (!Number.isNaN(number)) return levelOfNumber(number);
  let wordEnd = from;
  while (wordEnd < to && bytes[wordEnd] !== 0x2b && bytes[wordEnd] !== 0x2d) wordEnd++;
  return levelOfWord(bytes, from, wordEnd);
}

/** A whole number of up to three digits; NaN for anything else. */
function numberOf(bytes: Uint8Array, start: number, end: number): number {
  const isQuoted = bytes[start] === 0x22;
  const from = isQuoted ? start + 1 : start;
  const to = isQuoted ? end - 1 : end;
  if (to - from < 1 || to - from > 3) return Number.NaN;
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
