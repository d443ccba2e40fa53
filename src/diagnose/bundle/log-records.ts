import { ContinuationFinder } from "../../filter/records/continuation.ts";
import { MaskedLine } from "../../patterns/masked-line.ts";
import { MessageText } from "../../patterns/message-text.ts";
import { levelOf } from "../../text/level/level-of.ts";
import type { Instant } from "../../time/timestamp.ts";
import type { InstanceLog } from "./instance-log.ts";

/** A record of a log: one line, or several that belong together such as a stack trace. */
export interface LogRecord {
  readonly log: InstanceLog;
  /** The place of its first line in the log, from 0. */
  readonly first: number;
  readonly lineCount: number;
  /** A number of `Level`. */
  readonly level: number;
  readonly time: Instant | undefined;
}

/** The records of a log in their order. */
export function recordsOf(log: InstanceLog): readonly LogRecord[] {
  const finder = new ContinuationFinder();
  const records: { -readonly [Key in keyof LogRecord]: LogRecord[Key] }[] = [];
  for (const [place, line] of log.lines.entries()) {
    const bytes = Buffer.from(line);
    const last = records.at(-1);
    if (finder.isContinuation(bytes, 0, bytes.length) && last !== undefined) {
      last.lineCount++;
      last.level = Math.max(last.level, levelOf(bytes, 0, bytes.length));
    } else {
      const level = levelOf(bytes, 0, bytes.length);
      records.push({ log, first: place, lineCount: 1, level, time: log.times[place] });
    }
  }
  return records;
}

/** The record's lines. */
export function linesOf({ log, first, lineCount }: LogRecord): readonly string[] {
  return log.lines.slice(first, first + lineCount);
}

/** Makes of the first lines of records what patterns are compared by. */
export class RecordText {
  readonly line: MaskedLine = new MaskedLine();
  readonly #text = new MessageText();

  open({ log, first }: LogRecord): void {
    const bytes = Buffer.from(log.lines[first] ?? "");
    this.#text.open(bytes, 0, bytes.length);
    this.line.mask(this.#text.bytes, this.#text.start, this.#text.end);
  }
}
