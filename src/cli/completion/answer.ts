/** Something that may stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  /** What it is, for shells that show that; absent where the value says it. */
  readonly description?: string | undefined;
}

/** What completion answers a shell. */
export interface Answer {
  readonly candidates: readonly Candidate[];
  /** No blank follows: the word goes on. */
  readonly goesOn?: boolean;
  /** The shell offers files as well. */
  readonly hasFiles?: boolean;
  /** The shell keeps the order of the candidates. */
  readonly isOrdered?: boolean;
}

/** The candidates that begin with what is typed. */
export function matching(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(typed));
}

/** An answer without a single candidate. */
export const nothing: Answer = { candidates: [] };

/**
 * The answer as cobra's completion scripts read it, kubectl's among them: a candidate a line, its description behind a
 * tab, and in the last line a colon and the sum of the directives (spf13/cobra 1.10 `completions.go`).
 */
export function answerText(answer: Answer, hasDescriptions: boolean): string {
  const lines = answer.candidates.map(({ value, description }) =>
    hasDescriptions && description !== undefined ? `${value}\t${description}` : value,
  );
  const directives =
    (answer.goesOn === true ? Directive.noSpace : 0) |
    (answer.hasFiles === true ? 0 : Directive.noFiles) |
    (answer.isOrdered === true ? Directive.keepOrder : 0);
  return [...lines, `:${directives}`, ""].join("\n");
}

const Directive = { noSpace: 2, noFiles: 4, keepOrder: 32 } as const;
