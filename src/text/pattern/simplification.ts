import { onlyMember } from "./code-points.ts";
import { type Expression, emptyExpression } from "./syntax-tree.ts";

/**
 * An expression that matches somewhere in exactly the same texts, without what its ends do not need: `.*error.*` is
 * `error`, `[a-z]+=` is `[a-z]=`. At both ends repetitions make a search look at everything again from each place.
 */
export function trimEnds(expression: Expression): Expression {
  if (expression.kind === "repetition") {
    const { part, min } = expression;
    return min === 0 ? emptyExpression : { ...expression, part: min === 1 ? trimEnds(part) : part, max: min };
  }
  if (expression.kind === "choice") return { kind: "choice", parts: expression.parts.map(trimEnds) };
  if (expression.kind !== "sequence") return expression;
  let parts = expression.parts.map(unwrap);
  for (const end of [0, -1]) {
    for (let part = parts.at(end); part?.kind === "repetition"; part = parts.at(end)) {
      const others = end === 0 ? parts.slice(1) : parts.slice(0, -1);
      const { min, max } = part;
      if (min > 0 && min === max) break;
      const kept: readonly Expression[] = min === 0 ? [] : [{ ...part, max: min }];
      parts = end === 0 ? [...kept, ...others] : [...others, ...kept];
    }
  }
  return { kind: "sequence", parts };
}

/** The text that a line must have, and nothing else, for the expression to match; undefined when it is no plain text. */
export function literalOf(expression: Expression): string | undefined {
  if (expression.kind === "empty") return "";
  if (expression.kind === "character") {
    const code = onlyMember(expression.set);
    return code === undefined || isSurrogate(code) ? undefined : String.fromCodePoint(code);
  }
  if (expression.kind === "repetition") {
    const { part, min, max } = expression;
    const literal = min === max ? literalOf(part) : undefined;
    return literal?.repeat(min);
  }
  if (expression.kind !== "sequence") return undefined;
  let text = "";
  for (const part of expression.parts) {
    const literal = literalOf(part);
    if (literal === undefined) return undefined;
    text += literal;
  }
  return text;
}

/** The expression that matches just this text. */
export function literalExpression(text: string): Expression {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  return { kind: "sequence", parts: codes.map((code) => ({ kind: "character", set: [[code, code]] })) };
}

/** The longest text that certainly occurs in every match; empty when none is known. */
export function requiredTextOf(expression: Expression): string {
  const whole = literalOf(expression);
  if (whole !== undefined) return whole;
  if (expression.kind === "repetition") return expression.min > 0 ? requiredTextOf(expression.part) : "";
  if (expression.kind !== "sequence") return "";
  let longest = "";
  let run = "";
  for (const part of expression.parts) {
    const literal = literalOf(part);
    run = literal === undefined ? "" : run + literal;
    for (const candidate of [run, literal === undefined ? requiredTextOf(part) : ""]) {
      if (candidate.length > longest.length) longest = candidate;
    }
  }
  return longest;
}

/** Whether the expression asks for the beginning or the end of the text. */
export function hasAnchor(expression: Expression): boolean {
  switch (expression.kind) {
    case "assertion":
      return expression.what === "start" || expression.what === "end";
    case "sequence":
    case "choice":
      return expression.parts.some(hasAnchor);
    case "repetition":
      return hasAnchor(expression.part);
    default:
      return false;
  }
}

/** Whether a part may occur any number of times, or nearly so. */
export function hasLoop(expression: Expression): boolean {
  switch (expression.kind) {
    case "sequence":
    case "choice":
      return expression.parts.some(hasLoop);
    case "repetition":
      return expression.max - expression.min > 1 || hasLoop(expression.part);
    default:
      return false;
  }
}

/** An expression that matches wherever the given one does, and perhaps elsewhere: without what it asks of places. */
export function withoutAssertions(expression: Expression): Expression {
  switch (expression.kind) {
    case "assertion":
      return emptyExpression;
    case "sequence":
    case "choice":
      return { kind: expression.kind, parts: expression.parts.map(withoutAssertions) };
    case "repetition":
      return { ...expression, part: withoutAssertions(expression.part) };
    default:
      return expression;
  }
}

/** How many characters and assertions the expression has when all counted repetitions are written out. */
export function writtenSizeOf(expression: Expression): number {
  switch (expression.kind) {
    case "sequence":
    case "choice":
      return expression.parts.reduce((size, part) => size + writtenSizeOf(part), 1);
    case "repetition": {
      const { part, min, max } = expression;
      return writtenSizeOf(part) * Math.max(1, max === Number.POSITIVE_INFINITY ? min + 1 : max);
    }
    default:
      return 1;
  }
}

/** `(abc)` leaves a sequence within a sequence; a repetition within a repetition of one stays as it is. */
function unwrap(expression: Expression): Expression {
  if (expression.kind === "sequence" && expression.parts.length === 1) return expression.parts[0] ?? expression;
  return expression;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
