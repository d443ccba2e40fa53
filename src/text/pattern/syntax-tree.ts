import type { CodePoints } from "./code-points.ts";

/** A regular expression in RE2's syntax, after flags and escapes were resolved. Groups leave no trace: nothing captures. */
export type Expression =
  /** The empty text. */
  | { readonly kind: "empty" }
  /** One character out of a set; a set of one is a literal. */
  | { readonly kind: "character"; readonly set: CodePoints }
  | { readonly kind: "assertion"; readonly what: Assertion }
  | { readonly kind: "sequence"; readonly parts: readonly Expression[] }
  | { readonly kind: "choice"; readonly parts: readonly Expression[] }
  | Repetition;

/** A place in the text that an expression can ask for; an entry is one line, so lines and texts begin and end alike. */
export type Assertion = "start" | "end" | "word boundary" | "no word boundary";

/** A part that occurs from `min` to `max` times. Whether it prefers few or many does not change whether there is a match. */
export interface Repetition {
  readonly kind: "repetition";
  readonly part: Expression;
  readonly min: number;
  /** Infinity when there is no bound. */
  readonly max: number;
}

/** The expression that matches the empty text. */
export const emptyExpression: Expression = { kind: "empty" };
