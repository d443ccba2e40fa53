import type { Block } from "../stream/block.ts";
import type { CandidateSearch, Pattern } from "../text/pattern/pattern.ts";
import type { BlockText } from "./block-text.ts";

/**
 * Sets `marks` to 1 for each line that matches, and leaves the others. Looks through the whole block at once where the
 * pattern allows it: what costs time then is a match, not a line.
 */
export function markMatches(pattern: Pattern, text: BlockText, marks: Uint8Array): void {
  const { candidates } = pattern;
  if (candidates === undefined || text.longestLine > candidates.longestLine || !text.isSearchable) {
    for (let index = 0; index < text.block.count; index++) {
      if (marks[index] === 0 && pattern.test(text.line(index))) marks[index] = 1;
    }
    return;
  }
  markCandidates(pattern, candidates, text, marks);
  // Whatever was found in them stands between escape sequences, or is one.
  for (const [index, line] of text.cleaned ?? []) {
    if (marks[index] === 0 && pattern.test(line)) marks[index] = 1;
  }
}

function markCandidates(pattern: Pattern, candidates: CandidateSearch, text: BlockText, marks: Uint8Array): void {
  const { block, cleaned, lines, start } = text;
  const { count, starts, ends } = block;
  const { matchLength } = candidates;
  let index = 0;
  let from = start;
  for (;;) {
    const found = candidates.findEnd(lines, from - start);
    if (found < 0) return;
    const end = found + start;
    index = lineAt(block, end - 1, index);
    if (index === count) return;
    const lineStart = starts[index] as number;
    if (end - (matchLength ?? 1) < lineStart) {
      // In what stands before the message: a timestamp, or lines that an earlier filter left out.
      from = lineStart;
      continue;
    }
    from = ends[index] as number;
    if (marks[index] !== 0 || cleaned?.has(index) === true) continue;
    if (matchLength !== undefined || pattern.test(text.line(index))) marks[index] = 1;
  }
}

/** The first line from `from` on that ends behind `offset`; the block's count when there is none. */
function lineAt({ ends, count }: Block, offset: number, from: number): number {
  // Doubling steps first: the next hit is often near, and the block may be large.
  let low = from;
  let step = 1;
  while (low + step < count && (ends[low + step] as number) <= offset) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, count);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
