import { stripAnsi } from "../ansi.ts";
import { JsonMembers } from "../json-members.ts";
import { levelOf } from "../level/level-of.ts";
import { findPair } from "./logfmt-pairs.ts";

/** Keys that loggers use for what is asked for by one of these names. */
const usualKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ["time", ["time", "ts", "timestamp", "@timestamp", "@t", "t", "start_time"]],
  ["msg", ["msg", "message", "event", "@m", "@mt", "short_message"]],
  ["message", ["message", "msg", "event", "@m", "@mt", "short_message"]],
]);

/** A field that is looked for: a key, or keys of objects within each other with points between. */
interface SoughtField {
  readonly name: string;
  /** By which it is known, the likeliest first; each as it stands in an entry, and cut at its points. */
  readonly keys: readonly { readonly whole: Buffer; readonly parts: readonly Buffer[] }[];
}

/**
 * Finds fields in entries that are JSON objects or hold `key=value` pairs, without decoding what is not asked for. Holds one
 * entry at a time.
 */
export class EntryFields {
  readonly #sought: readonly SoughtField[];
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;

  /** @param names The fields that will be asked for, by their place in this list. */
  constructor(names: readonly string[]) {
    this.#sought = names.map((name) => ({
      name,
      keys: (usualKeys.get(name) ?? [name]).map((key) => ({
        whole: Buffer.from(key),
        parts: key.split(".").map((part) => Buffer.from(part)),
      })),
    }));
  }

  /** Takes up the entry `bytes[start, end)`, which must not change while it is asked about. */
  open(bytes: Buffer, start: number, end: number): void {
    // Of its own: a search for what is not there must not run through the whole block.
    const entry = bytes.subarray(start, end);
    this.#bytes = entry.includes(escape) ? stripAnsi(bytes, start, end) : entry;
    this.#end = this.#bytes.length;
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
    const sought = this.#sought[place];
    if (sought === undefined) return undefined;
    const { valueStart, valueEnd } = this.#find(sought) ?? {};
    return valueStart === undefined ? undefined : this.#bytes.toString("utf8", valueStart, valueEnd);
  }

  #find({ keys }: SoughtField): { readonly valueStart: number; readonly valueEnd: number } | undefined {
    const bytes = this.#bytes;
    const end = this.#end;
    let start = 0;
    while (start < end && (bytes[start] === space || bytes[start] === tab)) start++;
    for (const { whole, parts } of keys) {
      const found =
        bytes[start] === openBrace
          ? findMember(bytes, start, end, { whole, parts })
          : findPair(bytes, start, end, whole);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const tab = 0x09;
const escape = 0x1b;
const space = 0x20;
const openBrace = 0x7b;

/** Finds `a.b` as a key with a point in it, or as the key `b` of the object `a`. */
function findMember(
  bytes: Buffer,
  start: number,
  end: number,
  { whole, parts }: { readonly whole: Buffer; readonly parts: readonly Buffer[] },
): { readonly valueStart: number; readonly valueEnd: number } | undefined {
  const members = new JsonMembers();
  if (!members.open(bytes, start, end)) return undefined;
  const [head, ...rest] = parts;
  while (members.next()) {
    const { keyStart, keyEnd, valueStart, valueEnd } = members;
    if (isSame(bytes, keyStart, keyEnd, whole)) return { valueStart, valueEnd };
    if (rest.length === 0 || head === undefined || !isSame(bytes, keyStart, keyEnd, head)) continue;
    const inner = { whole: whole.subarray(head.length + 1), parts: rest };
    const found = bytes[valueStart] === openBrace ? findMember(bytes, valueStart, valueEnd, inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSame(bytes: Buffer, start: number, end: number, key: Buffer): boolean {
  if (end - start !== key.length) return false;
  for (let place = 0; place < key.length; place++) if (bytes[start + place] !== key[place]) return false;
  return true;
}
