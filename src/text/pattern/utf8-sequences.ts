import type { CodePoints } from "./code-points.ts";

/** For each byte of an encoded character, the first and the last value that it may have. */
export type ByteSequence = readonly (readonly [first: number, last: number])[];

/**
 * The UTF-8 of a set of characters, as sequences of ranges of bytes: a character is in the set exactly when one
 * sequence fits its bytes. Surrogates are left out. The way of splitting is Russ Cox's (RE2's compiler).
 */
export function utf8SequencesOf(set: CodePoints): readonly ByteSequence[] {
  const sequences: ByteSequence[] = [];
  for (const [first, last] of set) addRange(first, last, sequences);
  return sequences;
}

/** Where the number of bytes changes, and where surrogates begin. */
const bounds: readonly (readonly [first: number, last: number])[] = [
  [0, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

function addRange(first: number, last: number, sequences: ByteSequence[]): void {
  for (const [lowest, highest] of bounds) {
    const from = Math.max(first, lowest);
    const to = Math.min(last, highest);
    if (from <= to) addSameLength(from, to, sequences);
  }
}

/** Splits until within each part either a byte is fixed or all bytes behind it run through all their values. */
function addSameLength(first: number, last: number, sequences: ByteSequence[]): void {
  for (const bits of [6, 12, 18]) {
    const mask = (1 << bits) - 1;
    if (first >> bits === last >> bits || last < 0x80) continue;
    if ((first & mask) !== 0) {
      addSameLength(first, first | mask, sequences);
      addSameLength((first | mask) + 1, last, sequences);
      return;
    }
    if ((last & mask) !== mask) {
      addSameLength(first, (last & ~mask) - 1, sequences);
      addSameLength(last & ~mask, last, sequences);
      return;
    }
  }
  const from = Buffer.from(String.fromCodePoint(first));
  const to = Buffer.from(String.fromCodePoint(last));
  sequences.push([...from].map((byte, place) => [byte, to[place] ?? byte] as const));
}
