import { stripVTControlCharacters } from "node:util";
import { ContinuationFinder } from "../../filter/records/continuation.ts";
import { Level } from "../../text/level/level.ts";
import { levelOf } from "../../text/level/level-of.ts";

/** A line that tells why a run ended, and what it is: `last line`. */
export interface LastWords {
  readonly from: "last error" | "last entry" | "last line";
  readonly text: string;
}

/**
 * What of the last lines of a run tells most: how its last error begins, and its last entry where that is another. Of a stack trace
 * the end tells nothing. Without colours; empty for no lines.
 */
export function lastWordsOf(lines: readonly string[]): readonly LastWords[] {
  const records = recordsOf(lines.map((line) => stripVTControlCharacters(line).trimEnd()));
  const last = records.at(-1);
  if (last === undefined) return [];
  const error = records.findLast(({ level }) => level >= Level.error);
  const isLong = last.lines.length > 1;
  const end: LastWords = { from: isLong ? "last entry" : "last line", text: beginningOf(last) };
  if (error === undefined || (error === last && !isLong)) return [end];
  const words: LastWords = { from: "last error", text: beginningOf(error) };
  return error === last ? [words] : [words, end];
}

interface WordRecord {
  readonly lines: string[];
  /** A number of `Level`. */
  level: number;
}

function recordsOf(lines: readonly string[]): readonly WordRecord[] {
  const finder = new ContinuationFinder();
  const records: WordRecord[] = [];
  for (const line of lines) {
    const bytes = Buffer.from(line);
    const level = levelOf(bytes, 0, bytes.length);
    const isContinuation = finder.isContinuation(bytes, 0, bytes.length);
    const last = records.at(-1);
    if (isContinuation && last !== undefined) {
      last.lines.push(line);
      last.level = Math.max(last.level, level);
    } else if (line !== "") records.push({ lines: [line], level });
  }
  return records;
}

/** Python says what happened at the end of its trace, all others at the beginning. */
function beginningOf({ lines }: WordRecord): string {
  const [first = ""] = lines;
  const isPython = first.startsWith("Traceback (most recent call last)");
  return (isPython ? lines.findLast((line) => /^\S/.test(line)) : first) ?? first;
}
