import { KtError } from "../../errors/kt-error.ts";
import { byteExpressionOf } from "./byte-expression.ts";
import { LinearRegExp } from "./linear-regexp.ts";
import { PatternError } from "./pattern-error.ts";
import { parsePattern } from "./pattern-parser.ts";
import {
  hasAnchor,
  hasLoop,
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
 * Something to look for in lines. Text is given as bytes of valid UTF-8 or as the `latin1` text of it, one character
 * for each byte, so that nothing is decoded.
 */
export interface Pattern {
  /** As the user wrote it. */
  readonly text: string;
  /**
   * Bytes that every match contains: a line without them need not be looked at. Absent when none are known, or
   * too few to be worth a search.
   */
  readonly needle: Buffer | undefined;
  /** Whether every line that contains the needle matches. */
  readonly isLiteral: boolean;
  /** Whether it depends on where characters of more than one byte begin, so that bytes that are no UTF-8 matter. */
  readonly needsCharacters: boolean;
  /** Whether the line matches. */
  test(bytes: Buffer, start: number, end: number): boolean;
  /**
   * Finds where in many lines at once (separated by newlines) the next match may begin, at or behind `from`; -1 when
   * there is none. Finds every match, and perhaps more. Absent where looking at each line is no slower.
   */
  readonly findCandidate: ((lines: string, from: number) => number) | undefined;
  /** The longest line over which {@link findCandidate} may be used; above that its time is not linear. */
  readonly longestCandidateLine: number;
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
    return pattern.test(bytes, 0, bytes.length);
  };
}

class ByteLevelPattern implements Pattern {
  readonly text: string;
  readonly needle: Buffer | undefined;
  readonly isLiteral: boolean;
  readonly needsCharacters: boolean;
  readonly findCandidate: ((lines: string, from: number) => number) | undefined;
  readonly longestCandidateLine: number;
  readonly #regexp: LinearRegExp;

  constructor(text: string, expression: Expression) {
    if (writtenSizeOf(expression) > largestPattern) throw new PatternError("its repetitions make it too large", 0);
    this.text = text;
    const trimmed = trimEnds(expression);
    const literal = literalOf(trimmed);
    const needle = Buffer.from(literal ?? requiredTextOf(trimmed));
    this.isLiteral = literal !== undefined && literal !== "";
    this.needle = this.isLiteral || needle.length >= shortestNeedle ? needle : undefined;
    const longestText = hasLoop(trimmed) ? longestFastLine : Number.POSITIVE_INFINITY;
    this.longestCandidateLine = longestText;
    this.#regexp = new LinearRegExp(byteExpressionOf(trimmed), { mostBacktracks: 2000, longestText });
    this.needsCharacters = !this.isLiteral && dependsOnCharacters(trimmed);
    if (this.needle === undefined && !hasAnchor(trimmed)) {
      const limits = { mostBacktracks: 200_000, longestText: Number.POSITIVE_INFINITY };
      const candidates = new LinearRegExp(byteExpressionOf(withoutAssertions(trimmed)), limits);
      if (!candidates.test("")) this.findCandidate = (lines, from) => candidates.find(lines, from);
    }
  }

  test(bytes: Buffer, start: number, end: number): boolean {
    return this.#regexp.test(bytes.toString("latin1", start, end));
  }
}

/** A search for fewer bytes finds something in nearly every line. */
const shortestNeedle = 2;
/** Up to here the square of a line's length is a matter of microseconds. */
const longestFastLine = 2048;
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
