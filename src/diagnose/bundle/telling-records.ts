import { comparePatterns } from "../../patterns/pattern-differences.ts";
import type { Pattern } from "../../patterns/pattern.ts";
import { PatternTree } from "../../patterns/pattern-tree.ts";
import { Level } from "../../text/level/level.ts";
import type { InstanceLog } from "./instance-log.ts";
import { type LogRecord, recordsOf, RecordText } from "./log-records.ts";

/** A record that tells something about a failure; of those that differ only in what varies the last one. */
export interface TellingRecord {
  readonly record: LogRecord;
  /** How many records are like it in the logs of what failed. */
  readonly count: number;
  /** Whether none is like it in what is compared with; undefined where there is nothing to compare with. */
  readonly isNew: boolean | undefined;
}

/**
 * The records that tell most about a failure: errors first and among them those that are new, then what else is new, or what an
 * instance said last.
 * @param before Logs of what is, or was, well.
 */
export function tellingRecords(
  failed: readonly InstanceLog[],
  before: readonly InstanceLog[],
): readonly TellingRecord[] {
  const tree = new PatternTree(mostPatterns);
  const text = new RecordText();
  const patternOf = (record: LogRecord, side: 0 | 1): Pattern | undefined => {
    text.open(record);
    return tree.find(text.line, { level: record.level, side }, () => "");
  };
  for (const log of before) for (const record of recordsOf(log)) patternOf(record, 1);
  const logs = failed.map(recordsOf);
  for (const records of logs) for (const record of records) patternOf(record, 0);
  const patternsOf = (side: "now" | "before"): readonly Pattern[] =>
    [...tree.patterns].filter(({ kind }) => kind.side === (side === "now" ? 0 : 1));
  const isCompared = before.some(({ lines }) => lines.length > 0);
  const fresh = new Set(
    comparePatterns({ patternsOf })
      .filter(({ change }) => change === "new")
      .map(({ pattern }) => pattern),
  );
  // Only now is it known which patterns have become one.
  const groups = new Map<Pattern, Candidate>();
  for (const records of logs) {
    const lastWords = new Set(records.some(({ level }) => level >= Level.error) ? [] : records.slice(-lastWordCount));
    for (const record of records) {
      const pattern = patternOf(record, 0);
      if (pattern === undefined) continue;
      const isNew = isCompared ? fresh.has(pattern) : undefined;
      const rank = rankOf(record, isNew, lastWords.has(record));
      const known = groups.get(pattern);
      groups.set(pattern, {
        record: known === undefined || rank <= known.rank ? record : known.record,
        count: (known?.count ?? 0) + 1,
        isNew,
        rank: Math.min(rank, known?.rank ?? rank),
      });
    }
  }
  return [...groups.values()]
    .filter(({ rank }) => rank < untelling)
    .toSorted((a, b) => a.rank - b.rank || b.record.level - a.record.level || secondsOf(b) - secondsOf(a))
    .slice(0, mostRecords)
    .map(({ record, count, isNew }) => ({ record, count, isNew }));
}

interface Candidate extends TellingRecord {
  readonly rank: number;
}

const mostPatterns = 4096;
const mostRecords = 8;
const lastWordCount = 3;
const untelling = 9;

function rankOf({ level }: LogRecord, isNew: boolean | undefined, isLastWord: boolean): number {
  if (level >= Level.error) return isNew === false ? 1 : 0;
  if (isLastWord) return isNew === false ? 4 : 2;
  if (isNew !== true) return untelling;
  return level === Level.warn ? 3 : 5;
}

function secondsOf({ record }: TellingRecord): number {
  return record.time?.seconds ?? 0;
}
