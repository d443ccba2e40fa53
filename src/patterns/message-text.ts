import { stripAnsi } from "../text/ansi.ts";
import { readableValue } from "../text/fields/field-value.ts";
import { LogfmtPairs } from "../text/fields/logfmt-pairs.ts";
import { JsonMembers } from "../text/json-members.ts";
import { WordTable } from "../text/word-table.ts";

/**
 * The text of an entry by which it is compared with others: of JSON, logfmt and klog the message, and the error where it has one;
 * of an object without a message all of its members; else the line as it is, perhaps with escape sequences in it.
 */
export class MessageText {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  readonly #members = new JsonMembers();
  readonly #pairs = new LogfmtPairs();

  /** Takes up the entry `bytes[start, end)`. */
  open(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    // Behind its beginning they hide nothing that is looked for here.
    if (bytes[start] === escape && start < end) this.#take(stripAnsi(bytes, start, end));
    while (this.start < this.end && (this.bytes[this.start] as number) <= 0x20) this.start++;
    if (this.bytes[this.start] === openBrace) this.#openJson();
    else if (beginsWithPair(this.bytes, this.start, this.end)) this.#openPairs();
    else if (isKlog(this.bytes, this.start, this.end)) this.#openKlog();
  }

  #take(bytes: Buffer): void {
    this.bytes = bytes;
    this.start = 0;
    this.end = bytes.length;
  }

  #openJson(): void {
    const { bytes } = this;
    const members = this.#members;
    let message = -1;
    let messageEnd = -1;
    let error = -1;
    let errorEnd = -1;
    if (!members.open(bytes, this.start, this.end)) return;
    while (members.next()) {
      const { keyStart, keyEnd, valueStart, valueEnd } = members;
      const key = keys.find(bytes, keyStart, keyEnd);
      if (key === 0 || valueEnd - valueStart <= 2) continue;
      if (key === Key.message && message < 0 && bytes[valueStart] === quote) {
        message = valueStart;
        messageEnd = valueEnd;
      } else if (key === Key.error && error < 0) {
        error = valueStart;
        errorEnd = valueEnd;
      }
    }
    if (!members.isComplete) return;
    if (message < 0) this.#joinMembers();
    else this.#takeValues(bytes, message, messageEnd, error < 0 ? undefined : [error, errorEnd]);
  }

  #openPairs(): void {
    const { bytes } = this;
    const pairs = this.#pairs;
    let message = -1;
    let messageEnd = -1;
    let error = -1;
    let errorEnd = -1;
    pairs.open(bytes, this.start, this.end);
    while (pairs.next()) {
      const key = pairKeys.find(bytes, pairs.keyStart, pairs.keyEnd);
      if (key === Key.message && message < 0) {
        message = pairs.valueStart;
        messageEnd = pairs.valueEnd;
      } else if (key === Key.error && error < 0) {
        error = pairs.valueStart;
        errorEnd = pairs.valueEnd;
      }
    }
    if (messageEnd > message) this.#takeValues(bytes, message, messageEnd, error < 0 ? undefined : [error, errorEnd]);
  }

  /** `I1121 08:11:56.494799 178 prober.go:122] "Probe failed" pod="shop/web" err="timed out"`, or text instead of the quotes. */
  #openKlog(): void {
    const { bytes, end } = this;
    const start = endOfKlogHeader(bytes, this.start, end);
    if (start < 0) return;
    this.start = start;
    if (bytes[start] !== quote) return;
    let messageEnd = start + 1;
    while (messageEnd < end && bytes[messageEnd] !== quote) messageEnd += bytes[messageEnd] === backslash ? 2 : 1;
    if (messageEnd >= end) return;
    messageEnd++;
    const pairs = this.#pairs;
    let error: readonly [number, number] | undefined;
    pairs.open(bytes, messageEnd, end);
    while (error === undefined && pairs.next()) {
      const isError = pairKeys.find(bytes, pairs.keyStart, pairs.keyEnd) === Key.error;
      if (isError && pairs.valueEnd - pairs.valueStart > 2) error = [pairs.valueStart, pairs.valueEnd];
    }
    this.#takeValues(bytes, start, messageEnd, error);
  }

  #takeValues(bytes: Buffer, start: number, end: number, error: readonly [number, number] | undefined): void {
    const isQuoted = bytes[start] === quote;
    if (error === undefined && !(isQuoted && hasByte(bytes, backslash, start, end))) {
      this.bytes = bytes;
      this.start = isQuoted ? start + 1 : start;
      this.end = isQuoted ? end - 1 : end;
      return;
    }
    const message = readableValue(bytes.toString("utf8", start, end));
    const cause = error === undefined ? "" : ` err=${bytes.toString("utf8", error[0], error[1])}`;
    this.#take(Buffer.from(message + cause));
  }

  /** `key=value` for each member. */
  #joinMembers(): void {
    const { bytes } = this;
    const members = this.#members;
    const parts: string[] = [];
    members.open(bytes, this.start, this.end);
    while (members.next()) {
      const { keyStart, keyEnd, valueStart, valueEnd } = members;
      parts.push(`${bytes.toString("utf8", keyStart, keyEnd)}=${bytes.toString("utf8", valueStart, valueEnd)}`);
    }
    if (parts.length > 0) this.#take(Buffer.from(parts.join(" ")));
  }
}

const escape = 0x1b;
const space = 0x20;
const colon = 0x3a;
const closeBracket = 0x5d;
/** Of `I1121 08:11:56.494799`. */
const klogTimeLength = 21;
/** Of the number of the thread, the name of the file and the line in it. */
const longestKlogPlace = 160;
const quote = 0x22;
const equals = 0x3d;
const backslash = 0x5c;
const openBrace = 0x7b;

/** What a member is to the text. */
const Key = { message: 1, error: 2 } as const;

const keys = new WordTable([
  ...["msg", "message", "event", "@m", "@mt", "short_message"].map((key) => [key, Key.message] as const),
  ...["err", "error", "exception", "cause", "error.message"].map((key) => [key, Key.error] as const),
]);

/** Those of pairs: `event` and the like are no messages there. */
const pairKeys = new WordTable([
  ...["msg", "message"].map((key) => [key, Key.message] as const),
  ...["err", "error"].map((key) => [key, Key.error] as const),
]);

/** By hand: most lines are shorter than a call into native code is worth. */
function hasByte(bytes: Uint8Array, sought: number, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === sought) return true;
  return false;
}

/** Whether the line begins as klog's do, `I1121 08:11:56.494799` (k8s.io/klog/v2 v2.130 `klog.go` formatHeader). */
function isKlog(bytes: Uint8Array, start: number, end: number): boolean {
  const letter = bytes[start];
  const isLevel = letter === 0x49 || letter === 0x57 || letter === 0x45 || letter === 0x46;
  if (!isLevel || end - start < klogTimeLength) return false;
  if (bytes[start + 5] !== space || bytes[start + 8] !== colon || bytes[start + 11] !== colon) return false;
  for (let at = start + 1; at < start + 5; at++) if (((bytes[at] as number) - 0x30) >>> 0 > 9) return false;
  return true;
}

/** The offset behind `178 prober.go:122] `; -1 when it is not there. */
function endOfKlogHeader(bytes: Uint8Array, start: number, end: number): number {
  const last = Math.min(end, start + klogTimeLength + longestKlogPlace);
  for (let at = start + klogTimeLength; at + 1 < last; at++) {
    if (bytes[at] === closeBracket && bytes[at + 1] === space) return at + 2;
  }
  return -1;
}

/** Whether the line begins with `key=`. */
function beginsWithPair(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    const isLetter = ((byte | 0x20) - 0x61) >>> 0 <= 25;
    const isOfKey = isLetter || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2e || byte === 0x2d;
    if (!isOfKey) break;
  }
  return at > start && at < end && bytes[at] === equals;
}
