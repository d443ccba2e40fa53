import { stripAnsi } from "../text/ansi.ts";
import { readableValue } from "../text/fields/field-value.ts";
import { LogfmtPairs } from "../text/fields/logfmt-pairs.ts";
import { JsonMembers } from "../text/json-members.ts";
import { WordTable } from "../text/word-table.ts";

/**
 * The text of an entry by which it is compared with others: of JSON and logfmt the message, and the error where it has one; of
 * an object without a message all of its members; else the line as it is, perhaps with escape sequences in it.
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
