import type { Block } from "../../stream/block.ts";
import { Level } from "../../text/level/level.ts";
import { levelOf } from "../../text/level/level-of.ts";

/** The level of the record in the lines `[first, end)`: that of the first line that has one. */
export function recordLevel({ bytes, starts, ends }: Block, first: number, end: number): number {
  const last = Math.min(end, first + mostLinesSearched);
  for (let index = first; index < last; index++) {
    const level = levelOf(bytes, starts[index] as number, ends[index] as number);
    if (level !== Level.unknown) return level;
  }
  return Level.unknown;
}

/** The level stands at the beginning of a record, if anywhere. */
const mostLinesSearched = 32;
