import { endOfSequence } from "../text/ansi.ts";
import { Variable, VariableFinder, variableNames } from "./variable-finder.ts";

/**
 * A line cut into words, with what varies in each replaced by what kind of thing it is: `took=12ms` is `took=<duration>`. Words
 * are what spaces separate; text in double quotes is one word, or part of one. Escape sequences are left out. Holds one line at a time and makes no
 * string of it. Of a line longer than 2 KiB or 80 words only the beginning is looked at.
 */
export class MaskedLine {
  /** How many words. */
  count = 0;
  /** A number for each word by which it is known. Words of the same text have the same. */
  readonly hashes: Int32Array = new Int32Array(mostWords + 1);
  /** For each word 1 where it says something beside what varies, else 0. */
  readonly weights: Uint8Array = new Uint8Array(mostWords + 1);
  /** A number by which the line is known. */
  hash = 0;
  readonly #starts = new Uint32Array(mostWords + 1);
  readonly #ends = new Uint32Array(mostWords + 1);
  readonly #text = Buffer.alloc(longestText);
  readonly #finder = new VariableFinder();
  #length = 0;
  #wordHash = hashStart;
  #weight = 0;

  /** Takes up the line `bytes[start, end)`. */
  mask(bytes: Uint8Array, start: number, end: number): void {
    this.#length = 0;
    this.count = 0;
    this.hash = 0;
    this.#begin();
    const isLong = end - start > longestLine;
    const last = isLong ? characterStart(bytes, start + longestLine) : end;
    const at = this.#maskWords(bytes, start, last);
    if (isLong || at < last) this.#putRest();
  }

  /** The text of a word. Bytes that are not valid UTF-8 are U+FFFD in it. */
  word(index: number): string {
    return this.#text.toString("utf8", this.#starts[index], this.#ends[index]);
  }

  /** @returns how far it came: less than `end` where there are too many words. */
  #maskWords(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let quoteEnd = -1;
    /** Where a word of this kind ends that was an identifier. */
    let idEnd = -1;
    while (at < end) {
      const byte = bytes[at] as number;
      const kind = kinds[byte] as number;
      if (kind === Kind.letter || kind === Kind.digit) {
        // Most runs are words: they are taken over while their end is looked for.
        const text = this.#text;
        let to = this.#length;
        let hash = this.#wordHash;
        let runEnd = at;
        let digits = 0;
        for (; runEnd < end; runEnd++) {
          const next = bytes[runEnd] as number;
          const nextKind = kinds[next] as number;
          if (nextKind === Kind.digit) digits++;
          else if (nextKind !== Kind.letter) break;
          text[to++] = next;
          hash = Math.imul(hash ^ next, prime);
        }
        const isPodSuffix = idEnd >= 0 && idEnd === at - 1 && bytes[idEnd] === dash && isNameSuffix(bytes, at, runEnd);
        if (isPodSuffix) {
          this.#putVariable(Variable.id);
          at = runEnd;
          continue;
        }
        if (digits === runEnd - at && (runEnd === end || joinsNumber[bytes[runEnd] as number] === 0)) {
          // Most numbers stand by themselves.
          this.#putVariable(Variable.num);
          at = runEnd;
          continue;
        }
        const isSuspect = digits > 0 || (runEnd - at === 8 && bytes[runEnd] === dash);
        if (isSuspect && this.#finder.find(bytes, at, runEnd, end)) {
          const { start: from, kind: found } = this.#finder;
          if (from > at) this.#putText(bytes, at, from);
          this.#putVariable(found);
          at = this.#finder.end;
          if (found === Variable.id) idEnd = at;
        } else {
          this.#length = to;
          this.#wordHash = hash;
          this.#weight = 1;
          at = runEnd;
        }
        continue;
      }
      if (kind === Kind.escape) {
        at = Math.min(end, endOfSequence(bytes, at, end));
        continue;
      }
      if (kind === Kind.space && at > quoteEnd) {
        at++;
        if (!this.#isEmpty() && !this.#end()) return at - 1;
        continue;
      }
      if (kind === Kind.quote && at > quoteEnd && (this.#isEmpty() || opensValue(bytes[at - 1]))) {
        quoteEnd = endOfQuote(bytes, at, end);
      }
      const isSign = (byte === dash || byte === plus) && (this.#isEmpty() || opensValue(bytes[at - 1]));
      if (isSign && kinds[bytes[at + 1] as number] === Kind.digit && at + 1 < end) {
        at++;
        continue;
      }
      this.#putByte(byte);
      at++;
    }
    if (!this.#isEmpty() && !this.#end()) return end - 1;
    return end;
  }

  #isEmpty(): boolean {
    return this.#length === this.#starts[this.count];
  }

  #begin(): void {
    this.#starts[this.count] = this.#length;
    this.#wordHash = hashStart;
    this.#weight = 0;
  }

  /** Ends the word; false when there are too many, and this one is no more among them. */
  #end(): boolean {
    const { count } = this;
    if (count === mostWords) return false;
    const hash = this.#wordHash === wildcardHash ? 1 : this.#wordHash;
    this.hashes[count] = hash;
    this.weights[count] = this.#weight;
    this.#ends[count] = this.#length;
    this.hash = Math.imul(this.hash ^ hash, prime) + count;
    this.count++;
    this.#begin();
    return true;
  }

  #putText(bytes: Uint8Array, start: number, end: number): void {
    const text = this.#text;
    let to = this.#length;
    let hash = this.#wordHash;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      text[to++] = byte;
      hash = Math.imul(hash ^ byte, prime);
    }
    this.#length = to;
    this.#wordHash = hash;
    this.#weight = 1;
  }

  #putByte(byte: number): void {
    this.#text[this.#length++] = byte;
    this.#wordHash = Math.imul(this.#wordHash ^ byte, prime);
  }

  #putVariable(kind: number): void {
    const mask = masks[kind] as Buffer;
    for (let at = 0; at < mask.length; at++) this.#putByte(mask[at] as number);
  }

  /** The last word of a line that goes on behind what was looked at. */
  #putRest(): void {
    const { count } = this;
    this.#length = this.#starts[count] as number;
    this.#begin();
    for (let at = 0; at < rest.length; at++) this.#putByte(rest[at] as number);
    this.hashes[count] = this.#wordHash;
    this.weights[count] = 0;
    this.#ends[count] = this.#length;
    this.hash = Math.imul(this.hash ^ this.#wordHash, prime);
    this.count++;
  }
}

/** Stands in place of a word's hash where the words of a pattern differ; no word has it. */
export const wildcardHash = 0;

const mostWords = 80;
const longestLine = 2048;
const longestMask = Math.max(...variableNames.map((name) => name.length)) + 2;
/** A digit may become a mask, and every second byte may be one. */
const longestText = longestLine * longestMask + longestMask;
const hashStart = 0x811c9dc5 | 0;
const prime = 0x01000193;
const plus = 0x2b;
const dash = 0x2d;
const backslash = 0x5c;
const quote = 0x22;
const escape = 0x1b;

const masks: readonly Buffer[] = variableNames.map((name) => Buffer.from(`<${name}>`));
const rest = Buffer.from("<...>");

/** What a byte is to the cutting into words. */
const Kind = { other: 0, letter: 1, digit: 2, space: 3, quote: 4, escape: 5 } as const;

const kinds: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)) return Kind.letter;
  if (byte >= 0x30 && byte <= 0x39) return Kind.digit;
  if (byte === quote) return Kind.quote;
  if (byte === escape) return Kind.escape;
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) ? Kind.space : Kind.other;
});

/** What may join a number to a larger whole: a time, an address, a fraction; 0 for all other bytes. */
const joinsNumber: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number("./:-".includes(String.fromCharCode(byte))),
);

/** Whether a value may begin behind this byte. */
function opensValue(byte: number | undefined): boolean {
  // = : ( [ { ,
  return byte === 0x3d || byte === 0x3a || byte === 0x28 || byte === 0x5b || byte === 0x7b || byte === 0x2c;
}

/** Where the text in quotes that begins at `at` ends; -1 when it does not. */
function endOfQuote(bytes: Uint8Array, at: number, end: number): number {
  for (let next = at + 1; next < end; next++) {
    if (bytes[next] === quote) return next;
    if (bytes[next] === backslash) next++;
  }
  return -1;
}

/** Whether it may be the end that Kubernetes gives to the name of a pod: five of the signs that it uses for that. */
function isNameSuffix(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at !== 5) return false;
  for (let place = at; place < end; place++) if (nameSigns[bytes[place] as number] !== 1) return false;
  return true;
}

/** The signs of random names (kubernetes v1.36.3 staging/src/k8s.io/apimachinery/pkg/util/rand). */
const nameSigns: Uint8Array = new Uint8Array(256);
for (const byte of Buffer.from("bcdfghjklmnpqrstvwxz2456789")) nameSigns[byte] = 1;

/** The first byte of the character that `at` lies in. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 4 && ((bytes[start] as number) & 0xc0) === 0x80) start--;
  return start;
}
