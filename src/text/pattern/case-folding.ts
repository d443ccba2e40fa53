import { type CodePoints, unionOf } from "./code-points.ts";

/**
 * The set with all characters that differ from a member only in case, by Unicode's simple case folding as Go's
 * `unicode.SimpleFold` has it: `k` brings `K` and the Kelvin sign.
 */
export function foldCase(set: CodePoints): CodePoints {
  const isAscii = (set.at(-1)?.[1] ?? 0) < 0x80;
  // Most patterns need no table of Unicode; it takes some milliseconds to build.
  if (!isAscii) unicodeOrbits ??= buildOrbits();
  const orbits = isAscii ? asciiOrbits : (unicodeOrbits ?? asciiOrbits);
  const more: (readonly [number, number])[] = [...set];
  for (const [code, orbit] of orbits) {
    if (!set.some(([first, last]) => code >= first && code <= last)) continue;
    for (const other of orbit) more.push([other, other]);
  }
  return unionOf(more);
}

/** For a character the others that differ from it only in case. */
type Orbits = ReadonlyMap<number, readonly number[]>;

const asciiOrbits: Orbits = new Map(
  "abcdefghijklmnopqrstuvwxyz".split("").flatMap((letter) => {
    const lower = letter.charCodeAt(0);
    const upper = lower - 32;
    const others = letter === "k" ? [0x212a] : letter === "s" ? [0x17f] : [];
    return [
      [lower, [upper, ...others]],
      [upper, [lower, ...others]],
    ] as const;
  }),
);

let unicodeOrbits: Orbits | undefined;

/** Finds characters that fold alike by asking the engine, whose flags `iu` mean simple case folding (ECMA-262, Canonicalize). */
function buildOrbits(): Orbits {
  const orbits = new Map<number, Set<number>>();
  for (let code = 0; code < firstWithoutCase; code++) {
    const text = String.fromCodePoint(code);
    const lower = text.toLowerCase();
    const upper = text.toUpperCase();
    if (lower === text && upper === text) continue;
    for (const other of [lower, upper, lower.toUpperCase(), upper.toLowerCase()]) {
      const otherCode = other.codePointAt(0) ?? code;
      // Full mappings (one character to several) are no simple ones.
      if (otherCode === code || String.fromCodePoint(otherCode) !== other || !foldsAlike(code, otherCode)) continue;
      join(orbits, code, otherCode);
    }
  }
  return new Map([...orbits].map(([code, orbit]) => [code, [...orbit].filter((other) => other !== code)]));
}

/** No character with case lies behind the Adlam letters. */
const firstWithoutCase = 0x1e944;

function foldsAlike(code: number, other: number): boolean {
  return new RegExp(`^\\u{${code.toString(16)}}$`, "iu").test(String.fromCodePoint(other));
}

function join(orbits: Map<number, Set<number>>, code: number, other: number): void {
  const joined = new Set([code, other, ...(orbits.get(code) ?? []), ...(orbits.get(other) ?? [])]);
  for (const member of joined) orbits.set(member, joined);
}
