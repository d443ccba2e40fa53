import { foldCase } from "./case-folding.ts";
import { type CodePoints, complementOf, lastCodePoint, unionOf } from "./code-points.ts";
import { perlClass, posixClass, unicodeClass } from "./named-classes.ts";
import type { PatternReader } from "./pattern-reader.ts";

/**
 * Reads a class between brackets, whose `[` was read.
 * @throws PatternError
 */
export function parseBracketClass(reader: PatternReader, isIgnoringCase: boolean): CodePoints {
  const open = reader.place - 1;
  const isNegated = reader.takeText("^");
  const ranges: (readonly [number, number])[] = [];
  // A bracket that stands first is one of the class.
  for (let isFirst = true; isFirst || reader.peek() !== "]"; isFirst = false) {
    if (reader.isAtEnd) throw reader.fault("the [ is never closed", open);
    const set = parseNamedClass(reader, isIgnoringCase);
    if (set !== undefined) ranges.push(...set);
    else ranges.push(...parseRange(reader, isIgnoringCase));
  }
  reader.take();
  const set = unionOf(ranges);
  return isNegated ? complementOf(set) : set;
}

/**
 * Reads `\d`, `\pL`, `\P{Greek}` and, inside brackets, `[:alpha:]`; undefined, and nothing read, when none comes.
 * @throws PatternError
 */
export function parseNamedClass(reader: PatternReader, isIgnoringCase: boolean): CodePoints | undefined {
  const start = reader.place;
  const folded = (set: CodePoints): CodePoints => (isIgnoringCase ? foldCase(set) : set);
  if (reader.peek() === "[" && reader.peek(1) === ":") {
    reader.takeText("[:");
    const name = reader.takeUntil(":]");
    // Without an end it is a bracket and a colon.
    if (name === undefined) {
      reader.place = start;
      return undefined;
    }
    const set = posixClass(name.replace(/^\^/u, ""));
    if (set === undefined) throw reader.fault(`there is no class [:${name}:]`, start);
    return name.startsWith("^") ? complementOf(folded(set)) : folded(set);
  }
  if (reader.peek() !== "\\") return undefined;
  const perl = perlClass(reader.peek(1));
  if (perl !== undefined) {
    reader.place += 2;
    return perl.isNegated ? complementOf(folded(perl.set)) : folded(perl.set);
  }
  if (!/^[pP]$/u.test(reader.peek(1))) return undefined;
  reader.place++;
  let isNegated = reader.take() === "P";
  let name = reader.take();
  if (name === "{") {
    const braced = reader.takeUntil("}");
    if (braced === undefined) throw reader.fault("the { is never closed", start);
    name = braced.replace(/^\^/u, "");
    if (braced.startsWith("^")) isNegated = !isNegated;
  }
  const set = unicodeClass(name);
  if (set === undefined) throw reader.fault(`there is no class ${reader.since(start)}`, start);
  return isNegated ? complementOf(folded(set)) : folded(set);
}

/**
 * Reads the escape of one character, whose backslash comes next, and returns its code point.
 * @throws PatternError
 */
export function parseEscape(reader: PatternReader): number {
  const start = reader.place;
  reader.take();
  const letter = reader.take();
  if (letter === "") throw reader.fault("a backslash stands at the end", start);
  const control = controlEscapes.get(letter);
  if (control !== undefined) return control;
  // Octal: as in Go, a digit that is not followed by another octal digit would be a back reference.
  if (letter === "0" || (/^[1-7]$/u.test(letter) && /^[0-7]$/u.test(reader.peek()))) {
    let digits = letter;
    while (digits.length < 3 && /^[0-7]$/u.test(reader.peek())) digits += reader.take();
    return Number.parseInt(digits, 8);
  }
  if (letter === "x") {
    const digits = reader.takeText("{") ? reader.takeUntil("}") : reader.take() + reader.take();
    const code = /^[0-9a-fA-F]{1,8}$/u.test(digits ?? "") ? Number.parseInt(digits ?? "", 16) : Number.NaN;
    const isWhole = digits?.length === 2 || reader.since(start).includes("{");
    if (!isWhole || !(code <= lastCodePoint)) throw reader.fault(`invalid escape ${reader.since(start)}`, start);
    return code;
  }
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x80 && !/^[0-9A-Za-z]$/u.test(letter)) return code;
  if (/^[1-9]$/u.test(letter)) throw reader.fault(`back references like \\${letter} are not supported`, start);
  throw reader.fault(`there is no escape \\${letter}`, start);
}

const controlEscapes: ReadonlyMap<string, number> = new Map([
  ["a", 0x07],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
]);

function parseRange(reader: PatternReader, isIgnoringCase: boolean): CodePoints {
  const start = reader.place;
  const first = parseMember(reader, start);
  let last = first;
  // A hyphen before the closing bracket is one of the class.
  if (reader.peek() === "-" && reader.peek(1) !== "]" && reader.peek(1) !== "") {
    reader.take();
    last = parseMember(reader, start);
    if (last < first) throw reader.fault(`the range ${reader.since(start)} runs backwards`, start);
  }
  return isIgnoringCase ? foldCase([[first, last]]) : [[first, last]];
}

function parseMember(reader: PatternReader, start: number): number {
  if (reader.peek() === "\\") {
    // `a-\d` is no range.
    if (/^[dswpDSWP]$/u.test(reader.peek(1))) throw reader.fault("a class cannot be the end of a range", start);
    return parseEscape(reader);
  }
  return reader.take().codePointAt(0) ?? 0;
}
