import { endOfSequence } from "../../text/ansi.ts";
import { endOfExceptionName } from "../../text/exception-name.ts";
import { Level } from "../../text/level/level.ts";
import { levelOf } from "../../text/level/level-of.ts";

/** What kind of trace the lines of a record are in, where that decides about lines that do not show it themselves. */
type Trace =
  | "none"
  /** A Go panic or fatal error and its goroutines. */
  | "go"
  /** Frames of Python, which end with the exception. */
  | "python frames"
  /** Behind the exception; another traceback may follow. */
  | "python end"
  /** The place in the source that Node shows before an error nobody caught. */
  | "node"
  /** A Rust panic whose message stands on the next line. */
  | "rust head"
  | "rust";

/**
 * Says of each line of a source, in their order, whether it goes on with the record of the line before it: indented lines,
 * frames and causes of stack traces, the closing brackets of pretty-printed JSON, and what the traces of Go, Python, Node
 * and Rust have at the beginning of a line.
 */
export class ContinuationFinder {
  #trace: Trace = "none";
  #hasRecord = false;
  /** Whether the record's first line reports something grave; asked for only where it matters, hence the bytes. */
  #isReport: boolean | undefined;
  #first: Buffer | undefined;
  #firstStart = 0;
  #firstEnd = 0;

  /** Whether `bytes[start, end)` continues. The bytes must stay as they are until the next line was given. */
  isContinuation(bytes: Buffer, start: number, end: number): boolean {
    const at = startOfText(bytes, start, end);
    const first = at < end ? (bytes[at] as number) : 0;
    if (this.#trace === "none" && kindOfFirst[first] === ordinary) {
      this.#begin(bytes, start, end);
      return false;
    }
    if (this.#hasRecord && this.#continues(bytes, at, end)) return true;
    this.#begin(bytes, start, end);
    this.#trace = traceBegunBy(bytes, at, end);
    return false;
  }

  /** Forgets the bytes it was given; call before they may change or should be freed. */
  settle(): void {
    if (this.#first !== undefined) this.#isFirstReport();
  }

  #begin(bytes: Buffer, start: number, end: number): void {
    this.#hasRecord = true;
    this.#isReport = undefined;
    this.#first = bytes;
    this.#firstStart = start;
    this.#firstEnd = end;
    this.#trace = "none";
  }

  #continues(bytes: Buffer, at: number, end: number): boolean {
    if (at >= end) return this.#trace !== "none" && this.#trace !== "rust head";
    const first = bytes[at] as number;
    if (first === tab || first === space) return this.#continuesIndented(bytes, at, end);
    if (isClosing(bytes, at, end)) return true;
    for (const text of alwaysContinuing) if (beginsWith(bytes, at, end, text)) return true;
    if (beginsWith(bytes, at, end, goroutine)) return this.#enter("go");
    if (beginsWith(bytes, at, end, traceback)) {
      return this.#trace === "python end" || this.#isFirstReport() ? this.#enter("python frames") : false;
    }
    switch (this.#trace) {
      case "go":
        return isOfGoTrace(bytes, at, end);
      case "python frames":
        return this.#enter("python end");
      case "python end":
        return pythonLinks.some((text) => beginsWith(bytes, at, end, text));
      case "node":
        if (beginsWith(bytes, at, end, nodeVersion)) return this.#enter("none");
        return endOfExceptionName(bytes, at, end) > 0;
      case "rust head":
        return this.#enter("rust");
      case "rust":
        return rustNotes.some((text) => beginsWith(bytes, at, end, text));
      case "none":
        // An exception behind a line that reports it; one behind an ordinary line was printed by itself.
        return endOfExceptionName(bytes, at, end) > 0 && this.#isFirstReport();
    }
  }

  #continuesIndented(bytes: Buffer, at: number, end: number): boolean {
    let text = at;
    while (text < end && (bytes[text] === space || bytes[text] === tab)) text++;
    if (text === end) return this.#trace !== "none";
    // Some loggers indent what they begin with: a date, or a level padded to the right.
    const isDate =
      isDigit(bytes[text]) && isDigit(bytes[text + 1]) && isDigit(bytes[text + 2]) && isDigit(bytes[text + 3]);
    return (
      !(isDate && bytes[text + 4] === 0x2d) && !(text - at <= 2 && bytes[at] === space && isLevelWord(bytes, text, end))
    );
  }

  #enter(trace: Trace): true {
    this.#trace = trace;
    return true;
  }

  /** Whether an exception that follows is what the record's first line reports. One exception does not report another. */
  #isFirstReport(): boolean {
    const bytes = this.#first;
    if (bytes !== undefined) {
      const isGrave = levelOf(bytes, this.#firstStart, this.#firstEnd) >= Level.warn;
      this.#isReport = isGrave && endOfExceptionName(bytes, this.#firstStart, this.#firstEnd) < 0;
      this.#first = undefined;
    }
    return this.#isReport === true;
  }
}

const tab = 0x09;
const escape = 0x1b;
const space = 0x20;
const colon = 0x3a;

function texts(...list: readonly string[]): readonly Buffer[] {
  return list.map((text) => Buffer.from(text));
}

const goroutine = Buffer.from("goroutine ");
const traceback = Buffer.from("Traceback (most recent call last)");
const nodeVersion = Buffer.from("Node.js v");
/** Of Java, of .NET, of PHP and Ruby. */
const alwaysContinuing = texts(
  "Caused by: ",
  "Suppressed: ",
  "--- End of ",
  "Stack trace:",
  "#0 ",
  "#1 ",
  "#2 ",
  "#3 ",
);
const goBeginnings = texts(
  "panic: ",
  "fatal error: ",
  "runtime: ",
  "SIGSEGV: ",
  "SIGABRT: ",
  "SIGQUIT: ",
  "unexpected fault",
);
const goParts = texts("created by ", "exit status ", "[signal ", "PC=", "[originating ", "...additional frames");
const pythonLinks = texts("During handling of the above", "The above exception was");
const rustNotes = texts("note: ", "stack backtrace:");
const rustThread = Buffer.from("thread '");

/** First bytes of lines that never continue and never begin a trace, so that most lines take one look. */
const ordinary = 1;
const kindOfFirst: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return byte === 0 || byte === escape || /[\sA-Za-z}\])\-#/]/.test(character) ? 0 : ordinary;
});

function startOfText(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === escape) at = endOfSequence(bytes, at, end);
  return at;
}

function traceBegunBy(bytes: Buffer, at: number, end: number): Trace {
  if (goBeginnings.some((text) => beginsWith(bytes, at, end, text)) || beginsWith(bytes, at, end, goroutine))
    return "go";
  if (beginsWith(bytes, at, end, traceback)) return "python frames";
  if (beginsWith(bytes, at, end, rustThread)) return bytes[end - 1] === colon ? "rust head" : "rust";
  return isPlaceOfNode(bytes, at, end) ? "node" : "none";
}

/** `/app/index.js:10`, `file:///app/index.mjs:10`, `node:internal/errors:1`. */
function isPlaceOfNode(bytes: Buffer, at: number, end: number): boolean {
  if (!isDigit(bytes[end - 1])) return false;
  if (bytes[at] !== 0x2f && !nodePlaces.some((text) => beginsWith(bytes, at, end, text))) return false;
  let last = end - 1;
  while (last > at && isDigit(bytes[last])) last--;
  return bytes[last] === colon && bytes.subarray(at, end).indexOf(space) < 0;
}

const nodePlaces = texts("file:///", "node:");

/** Nothing but closing brackets, perhaps with a comma or an opening one behind: `}`, `],`, `}, {`. */
function isClosing(bytes: Buffer, at: number, end: number): boolean {
  const first = bytes[at];
  if (first !== 0x7d && first !== 0x5d && first !== 0x29) return false;
  for (let next = at + 1; next < end; next++) {
    const byte = bytes[next] as number;
    const isAllowed =
      byte === 0x7d || byte === 0x5d || byte === 0x29 || byte === 0x2c || byte === 0x3b || byte === 0x7b;
    if (!isAllowed && byte !== space && byte !== 0x0d) return false;
  }
  return true;
}

/** A call in a Go trace, `main.(*Shop).pay(0xc000012345)`, or another of its lines. */
function isOfGoTrace(bytes: Buffer, at: number, end: number): boolean {
  if (goParts.some((text) => beginsWith(bytes, at, end, text))) return true;
  if (bytes[end - 1] !== 0x29 || !isLetter(bytes[at])) return false;
  let hasPoint = false;
  for (let next = at; next < end; next++) {
    const byte = bytes[next];
    if (byte === space) return false;
    if (byte === 0x2e) hasPoint = true;
    else if (byte === 0x28 && hasPoint) return true;
  }
  return false;
}

/** Whether a level in capitals begins at `at`. */
function isLevelWord(bytes: Buffer, at: number, end: number): boolean {
  let wordEnd = at;
  while (wordEnd < end && (bytes[wordEnd] as number) >= 0x41 && (bytes[wordEnd] as number) <= 0x5a) wordEnd++;
  return bytes[wordEnd] === space && levelOf(bytes, at, wordEnd) !== Level.unknown;
}

function beginsWith(bytes: Buffer, at: number, end: number, text: Buffer): boolean {
  if (bytes[at] !== text[0] || end - at < text.length) return false;
  for (let place = 1; place < text.length; place++) if (bytes[at + place] !== text[place]) return false;
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}
