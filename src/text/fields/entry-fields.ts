import { stripAnsi } from "../ansi.ts";
import { JsonMembers } from "../json-members.ts";
import { levelOf } from "../level/level-of.ts";
import type { ScratchText } from "../scratch-text.ts";
import { keysOf } from "./entry-keys.ts";
import type { FieldCensus } from "./field-census.ts";
import { LogfmtPairs } from "./logfmt-pairs.ts";

/** Keys that loggers use for what is asked for by one of these names. */
const usualKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ["time", ["time", "ts", "timestamp", "@timestamp", "@t", "t", "start_time"]],
  ["msg", ["msg", "message", "event", "@m", "@mt", "short_message"]],
  ["message", ["message", "msg", "event", "@m", "@mt", "short_message"]],
]);

/**
 * Finds fields in entries that are JSON objects or hold `key=value` pairs, without decoding what is not asked for. Holds one
 * entry at a time, and goes through it once, however many fields are asked for.
 */
export class EntryFields {
  readonly #sought: readonly SoughtKey[];
  readonly #names: readonly string[];
  readonly #census: FieldCensus | undefined;
  /** By the field's place, 1 where the census knows that some entry has it. */
  readonly #known: Uint8Array;
  #unknownCount: number;
  /** Whether the census knows what is looked for. */
  #isSought = false;
  /** How likely the key is by which a field was found, by the field's place; 0 when it was not found. */
  readonly #ranks: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #members = new JsonMembers();
  readonly #pairs = new LogfmtPairs();
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #isRead = false;
  /** How many fields may still be found, or found by a likelier key. */
  #left = 0;

  /**
   * @param names The fields that will be asked for, by their place in this list.
   * @param census Is told what is found and what is not.
   */
  constructor(names: readonly string[], census?: FieldCensus) {
    this.#names = names;
    this.#census = census;
    this.#known = new Uint8Array(names.length);
    this.#unknownCount = census === undefined ? 0 : names.length;
    this.#sought = names.flatMap((name, place) => soughtKeys(usualKeys.get(name) ?? [name], place));
    this.#ranks = new Uint8Array(names.length);
    this.#starts = new Uint32Array(names.length);
    this.#ends = new Uint32Array(names.length);
  }

  /** Takes up the entry `bytes[start, end)`, which must not change while it is asked about. */
  open(bytes: Buffer, start: number, end: number): void {
    // Of its own: a search for what is not there must not run through the whole block.
    const entry = bytes.subarray(start, end);
    this.#bytes = entry.includes(escape) ? stripAnsi(bytes, start, end) : entry;
    this.#end = this.#bytes.length;
    this.#isRead = false;
  }

  /** The entry's level, however it says it: a number of `Level`. */
  level(): number {
    return levelOf(this.#bytes, 0, this.#end);
  }

  /**
   * The value of a field: of JSON as JSON writes it (`"tea"`, `503`, `{"a":1}`), of a pair in quotes as it stands, of one without as
   * JSON text or number. Undefined when the entry does not have it.
   */
  value(place: number): string | undefined {
    if (!this.has(place)) return undefined;
    return this.#bytes.toString("utf8", this.#starts[place], this.#ends[place]);
  }

  /** Whether the entry has a field. */
  has(place: number): boolean {
    if (!this.#isRead) this.#read();
    return this.#ranks[place] !== 0;
  }

  /**
   * Adds a value to a text that reads the same with its quotes and without: letters, digits and signs of ASCII.
   * @returns false, and adds nothing, for any other, and where the entry does not have it.
   */
  addBareValue(place: number, to: ScratchText): boolean {
    if (!this.has(place)) return false;
    const bytes = this.#bytes;
    const isQuoted = bytes[this.#starts[place] as number] === quote;
    const start = (this.#starts[place] as number) + Number(isQuoted);
    const end = (this.#ends[place] as number) - Number(isQuoted);
    if (end <= start || (isQuoted && bytes[end] !== quote)) return false;
    for (let at = start; at < end; at++) if (bareSigns[bytes[at] as number] === 0) return false;
    to.add(bytes, start, end);
    return true;
  }

  #read(): void {
    this.#isRead = true;
    this.#ranks.fill(0);
    this.#left = this.#names.length;
    const bytes = this.#bytes;
    let start = 0;
    while (start < this.#end && (bytes[start] === space || bytes[start] === tab)) start++;
    if (bytes[start] === openBrace) this.#readMembers(start);
    else this.#readPairs(start);
    if (this.#unknownCount > 0) this.#tellCensus();
  }

  #tellCensus(): void {
    const census = this.#census;
    if (census === undefined) return;
    if (!this.#isSought) census.seek(this.#names);
    this.#isSought = true;
    for (let place = 0; place < this.#names.length; place++) {
      if (this.#ranks[place] === 0 || this.#known[place] === 1) continue;
      this.#known[place] = 1;
      this.#unknownCount--;
      census.find(this.#names[place] as string);
    }
    if (this.#unknownCount > 0 && census.isSampling) census.sample(keysOf(this.#bytes, 0, this.#end));
  }

  #readMembers(start: number): void {
    const bytes = this.#bytes;
    const members = this.#members;
    if (!members.open(bytes, start, this.#end)) return;
    while (this.#left > 0 && members.next()) {
      const { keyStart, keyEnd, valueStart, valueEnd } = members;
      for (const key of this.#sought) {
        if (isSame(bytes, keyStart, keyEnd, key.whole)) this.#take(key, valueStart, valueEnd);
        else if (key.inner !== undefined && isSame(bytes, keyStart, keyEnd, key.inner.head)) {
          const found = findMember(bytes, valueStart, valueEnd, key.inner.key);
          if (found !== undefined) this.#take(key, found.valueStart, found.valueEnd);
        }
      }
    }
  }

  #readPairs(start: number): void {
    const bytes = this.#bytes;
    const pairs = this.#pairs;
    pairs.open(bytes, start, this.#end);
    while (this.#left > 0 && pairs.next()) {
      for (const key of this.#sought) {
        if (isSame(bytes, pairs.keyStart, pairs.keyEnd, key.whole)) this.#take(key, pairs.valueStart, pairs.valueEnd);
      }
    }
  }

  #take({ place, rank, isLikeliest }: SoughtKey, valueStart: number, valueEnd: number): void {
    if (rank <= (this.#ranks[place] as number)) return;
    this.#ranks[place] = rank;
    this.#starts[place] = valueStart;
    this.#ends[place] = valueEnd;
    if (isLikeliest) this.#left--;
  }
}

/** One of the keys by which a field is known. */
interface SoughtKey extends NestedKey {
  /** The field's. */
  readonly place: number;
  /** Above 0; that of a likelier key is higher. */
  readonly rank: number;
  readonly isLikeliest: boolean;
}

/** A key as it may stand in an object: `a.b` with a point in it, or as the key `b` of the object `a`. */
interface NestedKey {
  readonly whole: Buffer;
  /** Absent where it has no point. */
  readonly inner: { readonly head: Buffer; readonly key: NestedKey } | undefined;
}

const tab = 0x09;
const escape = 0x1b;
const space = 0x20;
const quote = 0x22;
const equals = 0x3d;
const backslash = 0x5c;
const openBrace = 0x7b;

/** What a value without quotes may hold in logfmt, and needs no escape in JSON: 1; 0 for all other bytes. */
const bareSigns: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte > space && byte < 0x7f && byte !== quote && byte !== equals && byte !== backslash),
);

function soughtKeys(keys: readonly string[], place: number): readonly SoughtKey[] {
  return keys.map((key, index) => ({
    ...nestedKey(key),
    place,
    rank: keys.length - index,
    isLikeliest: index === 0,
  }));
}

function nestedKey(key: string): NestedKey {
  const point = key.indexOf(".");
  if (point < 0) return { whole: Buffer.from(key), inner: undefined };
  const inner = { head: Buffer.from(key.slice(0, point)), key: nestedKey(key.slice(point + 1)) };
  return { whole: Buffer.from(key), inner };
}

function findMember(
  bytes: Buffer,
  start: number,
  end: number,
  { whole, inner }: NestedKey,
): { readonly valueStart: number; readonly valueEnd: number } | undefined {
  const members = new JsonMembers();
  if (!members.open(bytes, start, end)) return undefined;
  while (members.next()) {
    const { keyStart, keyEnd, valueStart, valueEnd } = members;
    if (isSame(bytes, keyStart, keyEnd, whole)) return { valueStart, valueEnd };
    if (inner === undefined || !isSame(bytes, keyStart, keyEnd, inner.head)) continue;
    const found = findMember(bytes, valueStart, valueEnd, inner.key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSame(bytes: Buffer, start: number, end: number, key: Buffer): boolean {
  if (end - start !== key.length) return false;
  for (let place = 0; place < key.length; place++) if (bytes[start + place] !== key[place]) return false;
  return true;
}
