import type { Pattern } from "./pattern.ts";
import type { PatternAnalysis } from "./pattern-analysis.ts";

/** What became of a pattern from one reading to the other. */
export interface PatternDifference {
  /** `new`: it was not there before; `gone`: it is not there any more; `same`: it is in both. */
  readonly change: "new" | "gone" | "same";
  readonly pattern: Pattern;
  /** How many records are of it now. */
  readonly count: number;
  /** How many were before. */
  readonly countBefore: number;
}

/**
 * Compares the patterns of the two readings. Two are the same where their levels are, and their words but for `<*>`. New ones
 * come first, the gravest levels first and then as they appeared; those that are gone follow, and those in both come last.
 */
export function comparePatterns(analysis: Pick<PatternAnalysis, "patternsOf">): readonly PatternDifference[] {
  const before = new PatternIndex(analysis.patternsOf("before"));
  const differences: PatternDifference[] = [];
  const known = new Set<Pattern>();
  for (const pattern of analysis.patternsOf("now")) {
    const same = before.unifying(pattern);
    for (const one of same) known.add(one);
    const countBefore = same.reduce((sum, { seen }) => sum + seen.count, 0);
    differences.push({ change: same.length === 0 ? "new" : "same", pattern, count: pattern.seen.count, countBefore });
  }
  for (const pattern of before.all) {
    if (known.has(pattern)) continue;
    differences.push({ change: "gone", pattern, count: 0, countBefore: pattern.seen.count });
  }
  return differences.toSorted(inOrder);
}

/** Patterns by what two must have in common to be the same. */
class PatternIndex {
  readonly all: readonly Pattern[];
  readonly #byKind = new Map<number, Pattern[]>();

  constructor(patterns: readonly Pattern[]) {
    this.all = patterns;
    for (const pattern of patterns) {
      const kind = kindOf(pattern);
      const others = this.#byKind.get(kind);
      if (others === undefined) this.#byKind.set(kind, [pattern]);
      else others.push(pattern);
    }
  }

  unifying(pattern: Pattern): readonly Pattern[] {
    return (this.#byKind.get(kindOf(pattern)) ?? []).filter((other) => other.unifies(pattern));
  }
}

function kindOf({ count, kind }: Pattern): number {
  return count * 8 + kind.level;
}

const ranks = { new: 0, gone: 1, same: 2 } as const;

function inOrder(a: PatternDifference, b: PatternDifference): number {
  const byChange = ranks[a.change] - ranks[b.change];
  if (byChange !== 0) return byChange;
  // The sort keeps equal ones in the order of their counts.
  return a.change === "same" ? 0 : b.pattern.kind.level - a.pattern.kind.level;
}
