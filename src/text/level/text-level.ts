import { endOfSequence } from "../ansi.ts";
import { WordTable } from "../word-table.ts";
import { levelOfValue } from "./json-level.ts";
import { Level, levelOfClearWord, levelOfLetter, levelOfStatus, levelOfWord } from "./level.ts";

const levelKeys = new WordTable(["level", "lvl", "severity", "loglevel", "levelname"].map((key) => [key, 1] as const));

/**
 * The level that a line of text names: the first of `level=warn`, a word in capitals that stands for itself (`ERROR`), one
 * in brackets or between bars (`[error]`), one before a colon near the beginning (`warn: `), and the status of an access
 * log (`"GET / HTTP/1.1" 502`).
 */
export function levelOfText(bytes: Uint8Array, start: number, end: number): number {
  let ordinaryWords = 0;
  let lastWordEnd = start;
  let left = space;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (!isLetter(byte)) {
      if (byte === escape) {
        at = endOfSequence(bytes, at, end);
        continue;
      }
      if (byte === quote && isLetter(bytes[at + 1] as number)) {
        const behind = endOfRequest(bytes, at);
        if (behind > 0) return statusLevel(bytes, behind);
      }
      left = byte;
      at++;
      continue;
    }
    const wordStart = at;
    let capitals = 0;
    while (at < end && isLetter(bytes[at] as number)) if (((bytes[at++] as number) & 0x20) === 0) capitals++;
    // `debug1`, but not `h2` or what stands in a name.
    while (at < end && isDigit(bytes[at] as number)) at++;
    const right = at < end ? (bytes[at] as number) : space;
    const isKey = (right === equals || right === colon || right === quote) && isBeforeKey(left);
    if (isKey && levelKeys.find(bytes, wordStart, at) > 0) {
      const level = levelBehindKey(bytes, at, end);
      if (level !== Level.unknown) return level;
    }
    if (isBeforeWord(left)) {
      const length = at - wordStart;
      let level: number = Level.unknown;
      if (capitals === length || (capitals > 0 && isDigit(bytes[at - 1] as number))) {
        if (length === 1) level = right === space && bytes[at + 1] === bar ? levelOfLetter(byte) : Level.unknown;
        else if (isBehindCapitals(right)) level = levelOfClearWord(bytes, wordStart, at);
        else if (isClosing(right)) level = levelOfWord(bytes, wordStart, at);
      } else if (isOpening(left) && isClosing(afterSpaces(bytes, at, end))) {
        level = levelOfWord(bytes, wordStart, at);
      } else if (right === colon) {
        if (wordStart === start) level = levelOfWord(bytes, wordStart, at);
        else if (ordinaryWords <= mostWordsBefore && lastWordEnd + 1 < wordStart)
          level = levelOfClearWord(bytes, wordStart, at);
      }
      if (level !== Level.unknown) return level;
      ordinaryWords++;
      lastWordEnd = at;
    }
    left = bytes[at - 1] as number;
  }
  return Level.unknown;
}

/** Before `error: ` in small letters: names of the program or of a part of it, in brackets, but no sentence. */
const mostWordsBefore = 2;
const tab = 0x09;
const escape = 0x1b;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const dash = 0x2d;
const colon = 0x3a;
const equals = 0x3d;
const bar = 0x7c;

/** The level behind a key and what joins it to its value: `=warn`, `="warn"`, `": "warn"`. */
function levelBehindKey(bytes: Uint8Array, keyEnd: number, end: number): number {
  let at = bytes[keyEnd] === quote ? keyEnd + 1 : keyEnd;
  while (at < end && bytes[at] === space) at++;
  if (bytes[at] !== equals && bytes[at] !== colon) return Level.unknown;
  at++;
  while (at < end && bytes[at] === space) at++;
  let valueEnd = at + 1;
  while (valueEnd < end && isLetterOrDigit(bytes[valueEnd] as number)) valueEnd++;
  return levelOfValue(bytes, bytes[at] === quote ? at + 1 : at, valueEnd);
}

/** The offset behind the request in quotes that begins at `at`; -1 when none does: `"GET /cart HTTP/1.1"`. */
function endOfRequest(bytes: Uint8Array, at: number): number {
  let next = at + 1;
  while ((bytes[next] as number) >= 0x41 && (bytes[next] as number) <= 0x5a) next++;
  if (next - at < 4 || bytes[next] !== space) return -1;
  const wordEnd = next;
  // What is asked for may be long, and has no quote in it.
  while (next < bytes.length && bytes[next] !== quote && next - wordEnd < longestRequest) next++;
  return bytes[next] === quote && bytes[next + 1] === space ? next + 2 : -1;
}

const longestRequest = 4096;

function statusLevel(bytes: Uint8Array, at: number): number {
  let status = 0;
  for (let next = at; next < at + 3; next++) {
    const digit = (bytes[next] as number) - 48;
    if (!(digit >= 0 && digit <= 9)) return Level.unknown;
    status = status * 10 + digit;
  }
  return levelOfStatus(status);
}

function afterSpaces(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === space || bytes[at] === escape)) {
    at = bytes[at] === escape ? endOfSequence(bytes, at, end) : at + 1;
  }
  return at < end ? (bytes[at] as number) : 0;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLetterOrDigit(byte: number): boolean {
  return isLetter(byte) || isDigit(byte);
}

function isBeforeKey(byte: number): boolean {
  return byte === space || byte === tab || byte === quote || byte === comma || byte === 0x7b || byte === 0x5b;
}

/** Space, tab and `[ ( < | : '`: before a word that stands for itself. */
function isBeforeWord(byte: number): boolean {
  return byte === space || byte === tab || byte === 0x28 || byte === colon || byte === 0x27 || isOpening(byte);
}

function isBehindCapitals(byte: number): boolean {
  return byte === space || byte === tab || byte === comma || byte === dash || byte === 0x29 || byte === escape;
}

/** `[`, `<`, `|`, and the tab between the columns of zap. */
function isOpening(byte: number): boolean {
  return byte === 0x5b || byte === 0x3c || byte === bar || byte === tab;
}

/** `]`, `>`, `|`, `:`, the tab, and `[` as logrus writes it (`INFO[0000]`). */
function isClosing(byte: number): boolean {
  return byte === 0x5d || byte === 0x3e || byte === bar || byte === colon || byte === tab || byte === 0x5b;
}
