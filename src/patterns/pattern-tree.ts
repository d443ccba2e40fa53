import type { MaskedLine } from "./masked-line.ts";
import { Pattern, type PatternKind } from "./pattern.ts";

/**
 * Sorts lines into patterns after the method of Drain (P. He, J. Zhu, Z. Zheng, M. R. Lyu, "Drain: An Online Log Parsing
 * Approach with Fixed Depth Tree", ICWS 2017): by the number of their words and their first word to a leaf of a few
 * patterns, of which the line joins the most similar one, or begins another. Two things are ours: what only
 * varies does not count as likeness, and where a leaf comes to have many patterns they must be less alike to be one, since then a word of
 * theirs is a variable that nobody could tell by its looks.
 */
export class PatternTree {
  readonly #mostPatterns: number;
  /** By level, side and number of words. */
  readonly #branches = new Map<number, Branch>();
  /** Patterns of lines that came lately, by the number that stands for the line. */
  readonly #known = new Map<number, Pattern>();
  readonly #patterns = new Set<Pattern>();
  /** How many of them each side has. */
  readonly #counts: [number, number] = [0, 0];

  /** @param mostPatterns How many patterns each side may have; lines that would need more have none. */
  constructor(mostPatterns: number) {
    this.#mostPatterns = mostPatterns;
  }

  /** All patterns, in the order in which they appeared. */
  get patterns(): ReadonlySet<Pattern> {
    return this.#patterns;
  }

  /**
   * The pattern that a line belongs to, a new one if need be; undefined when there are too many for that.
   * @param example Makes the text that a new pattern shows as its example.
   */
  find(line: MaskedLine, kind: PatternKind, example: () => string): Pattern | undefined {
    const branchKey = (line.count * 2 + kind.side) * 8 + kind.level;
    const lineKey = line.hash ^ Math.imul(branchKey, 0x9e3779b1);
    const known = this.#known.get(lineKey);
    // Another line may have the same number, and its pattern may have become part of another.
    if (known !== undefined && isKnown(known, line, kind) && this.#patterns.has(known)) return known;
    const leaf = this.#leafOf(branchKey, line);
    let pattern = mostSimilar(leaf, line);
    if (pattern === undefined) {
      if (this.#counts[kind.side] >= this.#mostPatterns) return undefined;
      pattern = new Pattern(line, kind, example());
      this.#patterns.add(pattern);
      this.#counts[kind.side]++;
      leaf.patterns.push(pattern);
      if (!leaf.isCrowded && leaf.patterns.length >= crowd) {
        this.#loosen(leaf);
        // It may have become part of another at once.
        pattern = mostSimilar(leaf, line) ?? pattern;
      }
    }
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(lineKey, pattern);
    return pattern;
  }

  #leafOf(branchKey: number, line: MaskedLine): Leaf {
    let branch = this.#branches.get(branchKey);
    if (branch === undefined) {
      branch = { leaves: new Map(), others: { patterns: [], isCrowded: false } };
      this.#branches.set(branchKey, branch);
    }
    const key = firstWord(line);
    const leaf = branch.leaves.get(key);
    if (leaf !== undefined) return leaf;
    if (branch.leaves.size >= mostLeaves) return branch.others;
    const added: Leaf = { patterns: [], isCrowded: false };
    branch.leaves.set(key, added);
    return added;
  }

  /** Makes one of patterns that are alike enough in a crowd. */
  #loosen(leaf: Leaf): void {
    leaf.isCrowded = true;
    const kept: Pattern[] = [];
    for (const pattern of leaf.patterns) {
      const other = kept.find((one) => one.similarityTo(pattern) >= similarityInCrowd);
      if (other === undefined) {
        kept.push(pattern);
      } else {
        other.merge(pattern);
        this.#patterns.delete(pattern);
        this.#counts[pattern.kind.side]--;
      }
    }
    leaf.patterns = kept;
  }
}

interface Branch {
  readonly leaves: Map<number, Leaf>;
  /** For first words that come when there are many already: then the first word varies. */
  readonly others: Leaf;
}

interface Leaf {
  patterns: Pattern[];
  isCrowded: boolean;
}

/** How alike a line must be to a pattern to widen it. */
const leastSimilarity = 0.65;
const similarityInCrowd = 0.4;
/** With so many patterns a leaf is crowded. */
const crowd = 24;
const mostLeaves = 100;
const mostKnown = 32_768;

function isKnown(pattern: Pattern, line: MaskedLine, { level, side }: PatternKind): boolean {
  return (
    pattern.count === line.count && pattern.kind.level === level && pattern.kind.side === side && pattern.matches(line)
  );
}

/** The hash of the first word that says something; 0 when none does. */
function firstWord({ count, hashes, weights }: MaskedLine): number {
  for (let index = 0; index < count; index++) if (weights[index] === 1) return hashes[index] as number;
  return 0;
}

/** The pattern that the line is one of, or the most similar that is similar enough, widened for it. */
function mostSimilar({ patterns, isCrowded }: Leaf, line: MaskedLine): Pattern | undefined {
  let best: Pattern | undefined;
  let bestSimilarity = isCrowded ? similarityInCrowd : leastSimilarity;
  let matching: Pattern | undefined;
  let matchingSimilarity = -1;
  for (const pattern of patterns) {
    const similarity = pattern.similarity(line);
    if (similarity > matchingSimilarity && pattern.matches(line)) {
      matching = pattern;
      matchingSimilarity = similarity;
    }
    if (similarity >= bestSimilarity) {
      best = pattern;
      bestSimilarity = similarity;
    }
  }
  if (matching !== undefined) return matching;
  best?.widen(line);
  return best;
}
