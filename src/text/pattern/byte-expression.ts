import { type CodePoints, complementOf, unionOf, within } from "./code-points.ts";
import type { Expression, Repetition } from "./syntax-tree.ts";
import { type ByteSequence, utf8SequencesOf } from "./utf8-sequences.ts";

/**
 * The source of a RegExp (no flags) over bytes that matches the same texts: {@link sourceOf}, and where the expression
 * asks for a place that is no word boundary, that this place does not lie within a character.
 */
export function byteExpressionOf(expression: Expression): string {
  if (!asksForNoBoundary(expression)) return sourceOf(expression, false);
  // What follows such a place begins with the first byte of a character, or else it is the end of the match.
  return `(?:${sourceOf(expression, true)})(?:[\\x00-\\x7f\\xc0-\\xff]|$)`;
}

/**
 * As {@link byteExpressionOf}, for who wants to know which text matches: repetitions take as many as they can. That is
 * slower, and a pattern that asks for as few as possible gets as many all the same.
 */
export function spanExpressionOf(expression: Expression): string {
  return sourceOf(expression, asksForNoBoundary(expression)).replaceAll(/([+*?])\?/g, "$1");
}

/**
 * Writes an expression as the source of a RegExp (no flags) over bytes: each character of the text it runs on is one
 * byte of UTF-8, as Latin-1 text of them has it. Over bytes no pattern needs a flag, a property or a surrogate pair, and
 * V8's linear engine, which knows none of them, can take over when the fast one backtracks too often. Counted
 * repetitions are written out, because that engine refuses more than 16.
 *
 * Exact for text that is valid UTF-8: whether it matches, not which part of several matches.
 *
 * @param isStrict Whether every part must begin where a character begins, also where that is only slower.
 */
function sourceOf(expression: Expression, isStrict: boolean): string {
  switch (expression.kind) {
    case "empty":
      return "(?:)";
    case "assertion":
      return { start: "^", end: "$", "word boundary": "\\b", "no word boundary": "\\B" }[expression.what];
    case "character":
      return characterSource(expression.set);
    case "sequence":
      return expression.parts
        .map((part) => (part.kind === "choice" ? `(?:${sourceOf(part, isStrict)})` : sourceOf(part, isStrict)))
        .join("");
    case "choice":
      return expression.parts.map((part) => sourceOf(part, isStrict)).join("|");
    case "repetition":
      return repetitionSource(expression, isStrict);
  }
}

/**
 * All repetitions are lazy: whether there is a match does not depend on it, and V8 counts how often a lazy one is
 * taken up again, but not how often the simplest greedy ones are (`.*`), so that `x.*y.*z` would escape its linear engine.
 */
function repetitionSource({ part, min, max }: Repetition, isStrict: boolean): string {
  if (max === 0) return "(?:)";
  const once = `(?:${sourceOf(part, isStrict)})`;
  if (max === Number.POSITIVE_INFINITY) {
    const many = part.kind === "character" && !isStrict ? manySource(part.set) : once;
    // `x+` and not `xx*` where both are the same: half the work.
    return min === 1 && many === once ? `${once}+?` : `${once.repeat(min)}${many}*?`;
  }
  // x{2,4} is xx(?:x(?:x)??)??
  const optional = max - min;
  return `${once.repeat(min)}${`(?:${once}`.repeat(optional)}${")??".repeat(optional)}`;
}

function asksForNoBoundary(expression: Expression): boolean {
  switch (expression.kind) {
    case "assertion":
      return expression.what === "no word boundary";
    case "sequence":
    case "choice":
      return expression.parts.some(asksForNoBoundary);
    case "repetition":
      return asksForNoBoundary(expression.part);
    default:
      return false;
  }
}

const newline: CodePoints = [[0x0a, 0x0a]];
/** Surrogates occur in no valid UTF-8. */
const firstSurrogate = 0xd800;
const lastSurrogate = 0xdfff;

/** An entry is one line; without the newline in any class a search over many lines stays within one. */
function withoutNewline(set: CodePoints): CodePoints {
  return complementOf(unionOf([...complementOf(set), ...newline]));
}

function characterSource(set: CodePoints): string {
  const shown = withoutNewline(set);
  const ascii = within(shown, 0, 0x7f);
  if (hasAllBeyondAscii(shown)) return `[${byteRanges(ascii)}\\xc0-\\xff][\\x80-\\xbf]*`;
  const sequences = utf8SequencesOf(within(shown, 0x80, 0x10ffff));
  const parts = ascii.length > 0 ? [oneOf(byteRanges(ascii))] : [];
  if (sequences.length > 0) parts.push(sequencesSource(sequences));
  if (parts.length === 0) return neverSource;
  return parts.length === 1 ? parts.join("") : `(?:${parts.join("|")})`;
}

/** What fits any number of characters of the set, where it stands before a star. */
function manySource(set: CodePoints): string {
  const shown = withoutNewline(set);
  // What follows begins with ASCII or the first byte of a character, so this cannot stop within one.
  if (hasAllBeyondAscii(shown)) return `[${byteRanges(within(shown, 0, 0x7f))}\\x80-\\xff]`;
  return `(?:${characterSource(set)})`;
}

/** Fits nothing: a byte that is none. */
const neverSource = "[]";

function hasAllBeyondAscii(set: CodePoints): boolean {
  const missing = within(complementOf(set), 0x80, 0x10ffff);
  return missing.every(([first, last]) => first >= firstSurrogate && last <= lastSurrogate);
}

/** Sequences that begin with the same byte share it, so that an engine decides by one byte where to go on. */
function sequencesSource(sequences: readonly ByteSequence[]): string {
  const byFirst = new Map<string, ByteSequence[]>();
  for (const [first, ...rest] of sequences) {
    const key = first === undefined ? "" : byteRanges([first]);
    const sharing = byFirst.get(key);
    if (sharing === undefined) byFirst.set(key, [rest]);
    else sharing.push(rest);
  }
  const lastBytes: string[] = [];
  const longer: string[] = [];
  for (const [first, rests] of byFirst) {
    if (rests[0]?.length === 0) lastBytes.push(first);
    else longer.push(`${oneOf(first)}${sequencesSource(rests)}`);
  }
  const parts = lastBytes.length > 0 ? [oneOf(lastBytes.join("")), ...longer] : longer;
  return parts.length === 1 ? parts.join("") : `(?:${parts.join("|")})`;
}

/** A class of one byte is written without brackets: engines look for plain bytes faster. */
function oneOf(ranges: string): string {
  return /^(?:.|\\x[0-9a-f]{2})$/u.test(ranges) ? ranges : `[${ranges}]`;
}

function byteRanges(ranges: CodePoints): string {
  return ranges
    .map(([first, last]) => (first === last ? byteSource(first) : `${byteSource(first)}-${byteSource(last)}`))
    .join("");
}

function byteSource(byte: number): string {
  const character = String.fromCharCode(byte);
  return /^[0-9A-Za-z ]$/u.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
}
