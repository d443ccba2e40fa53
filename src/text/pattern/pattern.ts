import { KtError } from "../../errors/kt-error.ts";
import { byteExpressionOf, spanExpressionOf } from "./byte-expression.ts";
import { LinearRegExp } from "./linear-regexp.ts";
import { PatternError } from "./pattern-error.ts";
import { parsePattern } from "./pattern-parser.ts";
import {
  hasAnchor,
  hasLoop,
  literalExpression,
  literalOf,
  requiredTextOf,
  trimEnds,
  withoutAssertions,
  writtenSizeOf,
} from "./simplification.ts";
import type { Expression } from "./syntax-tree.ts";

/** How a pattern is meant. */
export interface PatternOptions {
  /** What the pattern was given for, to name it in an error: `--grep`. */
  readonly flag: string;
  readonly ignoreCase?: boolean | undefined;
  /** Whether the pattern is plain text and no regular expression. */
  readonly isFixed?: boolean | undefined;
}

/**
 * Something to look for in lines. Text is given as {@link byteText}: nothing needs to be decoded for it. Time is linear in
 * the text, whatever the pattern.
 */
export interface Pattern {
  /** As the user wrote it. */
  readonly text: string;
  /** Whether it depends on where characters of more than one byte begin, so that bytes that are no UTF-8 matter. */
  readonly needsCharacters: boolean;
  /** Whether the line matches. */
  test(line: string): boolean;
  /** Finds lines that may match without looking at each; absent where that is not possible. */
  readonly candidates: CandidateSearch | undefined;
}

/** A search through many lines at once, which are separated by newlines. */
export interface CandidateSearch {
  /**
   * The offset behind the next place that may be a match and begins at or behind `from`; -1 when there is none. Every line
   * that matches has such a place, which lies within it.
   */
  findEnd(lines: string, from: number): number;
  /** The longest line over which the time is linear. */
  readonly longestLine: number;
  /** How many bytes such a place has, where each is a match; absent where {@link Pattern.test} must decide. */
  readonly matchLength: number | undefined;
}

/** Bytes of UTF-8 as a string that has one character for each byte: cheap to make, and what a {@link Pattern} looks at. */
export function byteText(bytes: Buffer, start: number, end: number): string {
  return bytes.toString("latin1", start, end);
}

/**
 * Reads a pattern in RE2's syntax, or as plain text. Matching takes time linear in the text.
 * @throws KtError KT_USAGE when it cannot be read, with the place of the fault.
 */
export function compilePattern(text: string, options: PatternOptions): Pattern {
  try {
    return new ByteLevelPattern(text, parsed(text, options));
  } catch (error) {
    throw usageError(text, options, error);
  }
}

/**
 * A test of names by a pattern in RE2's syntax that may match anywhere in them.
 * @throws KtError KT_USAGE as {@link compilePattern}.
 */
export function compileNamePattern(text: string, options: PatternOptions): (name: string) => boolean {
  const pattern = compilePattern(text, options);
  return (name) => {
    const bytes = Buffer.from(name);
    return pattern.test(byteText(bytes, 0, bytes.length));
  };
}

/** Finds the parts of a line that match. */
export interface SpanSearch {
  /** Where the first match that is not empty and begins at or behind `from` begins and ends; undefined without one. */
  findSpan(line: string, from: number): readonly [start: number, end: number] | undefined;
}

/**
 * Reads a pattern as {@link compilePattern} does, to find which parts of a line match.
 * @throws KtError KT_USAGE when it cannot be read, with the place of the fault.
 */
export function compileSpanSearch(text: string, options: PatternOptions): SpanSearch {
  try {
    const expression = parsed(text, options);
    if (writtenSizeOf(expression) > largestPattern) throw new PatternError("its repetitions make it too large", 0);
    const longestText = hasLoop(expression) ? longestFastSpanLine : Number.POSITIVE_INFINITY;
    const regexp = new LinearRegExp(spanExpressionOf(expression), { mostBacktracks: 2000, longestText });
    const pattern = new ByteLevelPattern(text, expression);
    return {
      findSpan: (line, from) => {
        // Whether there is a match at all takes a simpler expression than where it is, on the engine that is slow.
        if (from === 0 && line.length > longestText && !pattern.test(line)) return undefined;
        return findFilledSpan(regexp, line, from);
      },
    };
  } catch (error) {
    throw usageError(text, options, error);
  }
}

function findFilledSpan(
  regexp: LinearRegExp,
  line: string,
  from: number,
): readonly [start: number, end: number] | undefined {
  for (let at = from; at < line.length; ) {
    const span = regexp.findSpan(line, at);
    if (span === undefined || span[1] > span[0]) return span;
    at = span[0] + 1;
  }
  return undefined;
}

class ByteLevelPattern implements Pattern {
  readonly text: string;
  readonly needsCharacters: boolean;
  readonly candidates: CandidateSearch | undefined;
  readonly #regexp: LinearRegExp;

  constructor(text: string, expression: Expression) {
    if (writtenSizeOf(expression) > largestPattern) throw new PatternError("its repetitions make it too large", 0);
    const trimmed = trimEnds(expression);
    const longestText = hasLoop(trimmed) ? longestFastLine : Number.POSITIVE_INFINITY;
    this.text = text;
    this.#regexp = new LinearRegExp(byteExpressionOf(trimmed), { mostBacktracks: 2000, longestText });
    this.candidates = candidateSearchOf(trimmed, longestText);
    // Bytes that are no UTF-8 match no plain text but that which stands for them.
    const isPlain = this.candidates?.matchLength !== undefined;
    this.needsCharacters = isPlain ? literalOf(trimmed)?.includes("\ufffd") === true : dependsOnCharacters(trimmed);
  }

  test(line: string): boolean {
    return this.#regexp.test(line);
  }
}

/** Looks for text that every match contains, or else for the expression without what it asks of places. */
function candidateSearchOf(expression: Expression, longestText: number): CandidateSearch | undefined {
  const literal = literalOf(expression);
  const needle = literal ?? requiredTextOf(expression);
  const matchLength = literal === undefined ? undefined : Buffer.byteLength(literal);
  const isNeedle = needle.length >= shortestNeedle || (literal !== undefined && literal !== "");
  if (!isNeedle && hasAnchor(expression)) return undefined;
  const sought = isNeedle ? literalExpression(needle) : withoutAssertions(expression);
  // V8 looks for plain text with another algorithm, up to four times slower, unless there is a choice.
  const source = `(?:${byteExpressionOf(sought)})|[]`;
  const regexp = new LinearRegExp(source, { mostBacktracks: 200_000, longestText: Number.POSITIVE_INFINITY });
  if (regexp.test("")) return undefined;
  return {
    findEnd: (lines, from) => regexp.findEnd(lines, from),
    longestLine: isNeedle ? Number.POSITIVE_INFINITY : longestText,
    matchLength,
  };
}

/** Less text is found in nearly every line. */
const shortestNeedle = 2;
/** Up to here the square of a line's length is a matter of microseconds. */
const longestFastLine = 2048;
/** The same where loops are greedy, which costs more. */
const longestFastSpanLine = 512;
/** Far above what Go allows to write by hand, and below what V8 refuses. */
const largestPattern = 20_000;

function parsed(text: string, options: PatternOptions): Expression {
  const pattern = options.isFixed === true ? text.replace(/[\\^$.|?*+()[\]{}]/gu, "\\$&") : text;
  return parsePattern(pattern, options.ignoreCase === true);
}

function dependsOnCharacters(expression: Expression): boolean {
  switch (expression.kind) {
    case "character":
      return (expression.set.at(-1)?.[1] ?? 0) >= 0x80;
    case "sequence":
    case "choice":
      return expression.parts.some(dependsOnCharacters);
    case "repetition":
      return dependsOnCharacters(expression.part);
    default:
      return false;
  }
}

function usageError(text: string, { flag, isFixed }: PatternOptions, error: unknown): unknown {
  const what = `${flag} ${JSON.stringify(text)}`;
  if (error instanceof PatternError) {
    const place = error.place > 0 || text !== "" ? ` (at character ${error.place + 1})` : "";
    return new KtError("KT_USAGE", `${what}: ${error.message}${place}`, {
      hint:
        isFixed === true
          ? undefined
          : `patterns are regular expressions in RE2's syntax; add --fixed-strings to look for plain text, or put a backslash before special characters`,
      cause: error,
    });
  }
  if (error instanceof SyntaxError) return new KtError("KT_USAGE", `${what} is too large`, { cause: error });
  return error;
}
