import { type CodePoints, complementOf, unionOf } from "./code-points.ts";

/** The class that a letter behind a backslash names (`\d`, `\W`), ASCII only as in RE2; undefined for other letters. */
export function perlClass(letter: string): { readonly set: CodePoints; readonly isNegated: boolean } | undefined {
  const set = perlClasses.get(letter.toLowerCase());
  return set === undefined ? undefined : { set, isNegated: letter !== letter.toLowerCase() };
}

/** The class of a POSIX name between `[:` and `:]`, ASCII only; undefined for an unknown name. */
export function posixClass(name: string): CodePoints | undefined {
  return posixClasses.get(name);
}

/** The class of a general category or a script (`\p{Lu}`, `\p{Greek}`); undefined for an unknown name. */
export function unicodeClass(name: string): CodePoints | undefined {
  if (name === "Any") return [[0, 0x10ffff]];
  if (!/^[A-Za-z_]+$/u.test(name)) return undefined;
  for (const property of ["gc", "Script"]) {
    let matcher: RegExp;
    try {
      matcher = new RegExp(`\\p{${property}=${name}}+`, "gu");
    } catch {
      // Not the name of such a property.
      continue;
    }
    const known = unicodeClasses.get(name);
    if (known !== undefined) return known;
    const members = membersOf(matcher);
    unicodeClasses.set(name, members);
    return members;
  }
  return undefined;
}

/** Those asked for before: it takes a walk through all of Unicode to make one. */
const unicodeClasses = new Map<string, CodePoints>();

const digits: CodePoints = [[0x30, 0x39]];
const upper: CodePoints = [[0x41, 0x5a]];
const lower: CodePoints = [[0x61, 0x7a]];
const alpha: CodePoints = unionOf([...upper, ...lower]);
const alnum: CodePoints = unionOf([...digits, ...alpha]);
const word: CodePoints = unionOf([...alnum, [0x5f, 0x5f]]);
const blank: CodePoints = [
  [0x09, 0x09],
  [0x20, 0x20],
];

const perlClasses: ReadonlyMap<string, CodePoints> = new Map([
  ["d", digits],
  // Without the vertical tab, unlike the POSIX class.
  [
    "s",
    unionOf([
      [0x09, 0x0a],
      [0x0c, 0x0d],
      [0x20, 0x20],
    ]),
  ],
  ["w", word],
]);

const posixClasses: ReadonlyMap<string, CodePoints> = new Map([
  ["alnum", alnum],
  ["alpha", alpha],
  ["ascii", [[0, 0x7f]]],
  ["blank", blank],
  [
    "cntrl",
    unionOf([
      [0, 0x1f],
      [0x7f, 0x7f],
    ]),
  ],
  ["digit", digits],
  ["graph", [[0x21, 0x7e]]],
  ["lower", lower],
  ["print", [[0x20, 0x7e]]],
  [
    "punct",
    unionOf([
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ]),
  ],
  [
    "space",
    unionOf([
      [0x09, 0x0d],
      [0x20, 0x20],
    ]),
  ],
  ["upper", upper],
  ["word", word],
  ["xdigit", unionOf([...digits, [0x41, 0x46], [0x61, 0x66]])],
]);

/** Runs the engine once over all of Unicode; its tables are the newest there are. */
function membersOf(matcher: RegExp): CodePoints {
  const ranges: [number, number][] = [];
  for (let first = 0; first <= 0x10ffff; first += chunkLength) {
    const codes = Array.from({ length: chunkLength }, (_, offset) => first + offset);
    // Surrogates are no characters; the stand-in keeps every place.
    const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
    const text = codes.map((code) => String.fromCodePoint(isSurrogate(code) ? 0x30 : code)).join("");
    for (const { 0: run, index } of text.matchAll(matcher)) {
      const start = text.codePointAt(index) ?? 0;
      const length = first >= 0x10000 ? run.length / 2 : run.length;
      const from = first >= 0x10000 ? start : first + index;
      ranges.push([from, from + length - 1]);
    }
  }
  const noSurrogates = complementOf([[0xd800, 0xdfff]]);
  return intersectionOf(unionOf(ranges), noSurrogates);
}

const chunkLength = 0x1000;

function intersectionOf(a: CodePoints, b: CodePoints): CodePoints {
  return complementOf(unionOf([...complementOf(a), ...complementOf(b)]));
}
