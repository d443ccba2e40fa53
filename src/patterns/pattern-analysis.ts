import { levelOf } from "../text/level/level-of.ts";
import { MaskedLine } from "./masked-line.ts";
import { MessageText } from "./message-text.ts";
import { longestExample, type Pattern, type PatternKind } from "./pattern.ts";
import { PatternTree } from "./pattern-tree.ts";
import type { LogRecord } from "./records.ts";
import { byCount, Seen } from "./seen.ts";

/** Which of two readings a record is of: the one that is looked at, what it is compared with, or neither. */
export type SideOf = (record: LogRecord) => "now" | "before" | undefined;

/** Clusters entries into patterns (`--patterns`), those of a reading and of what it is compared with apart (`--diff`). */
export class PatternAnalysis {
  readonly #tree: PatternTree;
  readonly #sideOf: SideOf;
  readonly #text = new MessageText();
  readonly #line = new MaskedLine();
  readonly #others = [new Seen(), new Seen()] as const;
  readonly #totals = [new Seen(), new Seen()] as const;
  #record: LogRecord | undefined;
  readonly #example = (): string => exampleOf(this.#record);

  /** @param options.mostPatterns How many patterns of a reading are told apart; what comes then is counted together. */
  constructor({ sideOf = allNow, mostPatterns = usualMost }: PatternAnalysisOptions = {}) {
    this.#sideOf = sideOf;
    this.#tree = new PatternTree(mostPatterns);
  }

  /** Takes a record in. */
  take(record: LogRecord): void {
    const side = this.#sideOf(record);
    if (side === undefined) return;
    const { bytes, start, end, seconds, nanos, source } = record;
    const text = this.#text;
    text.open(bytes, start, end);
    this.#line.mask(text.bytes, text.start, text.end);
    this.#record = record;
    const number = side === "now" ? 0 : 1;
    const kind = kinds[levelOf(bytes, start, end) * 2 + number] as PatternKind;
    const pattern = this.#tree.find(this.#line, kind, this.#example);
    this.#totals[number].add(seconds, nanos);
    if (pattern === undefined) this.#others[number].add(seconds, nanos);
    else pattern.add(seconds, nanos, source);
  }

  /** The patterns of a reading, the most frequent first. */
  patternsOf(side: "now" | "before"): readonly Pattern[] {
    const number = side === "now" ? 0 : 1;
    return [...this.#tree.patterns].filter(({ kind }) => kind.side === number).toSorted(byCount);
  }

  /** All records of a reading, and those for which there were too many patterns. */
  totalsOf(side: "now" | "before"): { readonly all: Seen; readonly others: Seen } {
    const number = side === "now" ? 0 : 1;
    return { all: this.#totals[number], others: this.#others[number] };
  }
}

/** How a {@link PatternAnalysis} works. */
export interface PatternAnalysisOptions {
  /** Absent: all records are of the one reading. */
  readonly sideOf?: SideOf | undefined;
  readonly mostPatterns?: number | undefined;
}

const usualMost = 4096;

const kinds: readonly PatternKind[] = Array.from({ length: 14 }, (_, place) => ({
  level: place >> 1,
  side: place % 2 === 0 ? 0 : 1,
}));

function allNow(): "now" {
  return "now";
}

function exampleOf(record: LogRecord | undefined): string {
  if (record === undefined) return "";
  const { bytes, start, end } = record;
  return bytes.toString("utf8", start, Math.min(end, start + longestExample)).trimEnd();
}
