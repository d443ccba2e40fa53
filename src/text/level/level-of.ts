import { endOfSequence } from "../ansi.ts";
import { endOfExceptionName } from "../exception-name.ts";
import { levelOfJson } from "./json-level.ts";
import { Level, levelOfLetter } from "./level.ts";
import { levelOfText } from "./text-level.ts";

/**
 * How grave the entry `bytes[start, end)` is, as a number of {@link Level}: by the level that a JSON object, logfmt, klog
 * or a line of text names, by the status of a request, or because it begins a stack trace. Looks at bytes only, of a text
 * at the first few hundred.
 */
export function levelOf(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at];
    if (at >= end) return Level.unknown;
    if (byte === escape) at = endOfSequence(bytes, at, end);
    else if (byte === space || byte === tab) at++;
    else break;
  }
  const first = bytes[at] as number;
  if (first === openBrace) {
    const level = levelOfJson(bytes, at, end);
    if (level !== Level.unknown) return level;
  }
  if (levelOfLetter(first) !== Level.unknown && isKlogDate(bytes, at + 1, end)) return levelOfLetter(first);
  return levelOfBeginning(bytes, at, end) || levelOfText(bytes, at, Math.min(end, at + longestSearch));
}

const longestSearch = 256;
const tab = 0x09;
const escape = 0x1b;
const space = 0x20;
const openBrace = 0x7b;

/** klog writes `I1121 08:11:56.494799`. */
function isKlogDate(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 12 > end || bytes[at + 4] !== space || bytes[at + 7] !== 0x3a) return false;
  for (let place = at; place < at + 4; place++) if (((bytes[place] as number) - 48) >>> 0 > 9) return false;
  return true;
}

/** What stack traces and messages of runtimes begin with. */
const beginnings: readonly (readonly [level: number, text: Buffer])[] = (
  [
    [Level.error, "Traceback (most recent call last)"],
    [Level.error, "Exception in thread "],
    [Level.error, "Caused by: "],
    [Level.error, "Uncaught "],
    [Level.error, "PHP Fatal error:"],
    [Level.fatal, "Unhandled exception"],
    [Level.fatal, "fatal error: "],
    [Level.fatal, "runtime: "],
    [Level.fatal, "SIG"],
  ] as const
).map(([level, text]) => [level, Buffer.from(text)]);

function levelOfBeginning(bytes: Uint8Array, start: number, end: number): number {
  for (const [level, text] of beginnings) if (beginsWith(bytes, start, end, text)) return level;
  if (beginsWith(bytes, start, end, rustThread) && isRustPanic(bytes, start, end)) return Level.fatal;
  return endOfExceptionName(bytes, start, end) > 0 ? Level.error : Level.unknown;
}

const rustThread = Buffer.from("thread '");
const rustPanic = Buffer.from("' panicked at ");

/** Rust writes `thread 'main' panicked at src/main.rs:4:5:`. */
function isRustPanic(bytes: Uint8Array, start: number, end: number): boolean {
  const nameEnd = bytes.indexOf(0x27, start + rustThread.length);
  return nameEnd > 0 && nameEnd < end && beginsWith(bytes, nameEnd, end, rustPanic);
}

function beginsWith(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (bytes[start] !== text[0] || end - start < text.length) return false;
  for (let place = 1; place < text.length; place++) if (bytes[start + place] !== text[place]) return false;
  return true;
}
