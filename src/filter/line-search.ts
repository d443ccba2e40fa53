import type { Block } from "../stream/block.ts";
import type { Pattern } from "../text/pattern/pattern.ts";
import type { BlockText } from "./block-text.ts";

/**
 * Sets `marks` to 1 for each line that matches, and leaves the others. Looks through the whole block at once where the
 * pattern allows it: what costs time then is a match, not a line.
 */
export function markMatches(pattern: Pattern, text: BlockText, marks: Uint8Array): void {
  const { block, cleaned } = text;
  if (pattern.needle !== undefined) {
    markByNeedle(pattern, pattern.needle, text, marks);
  } else if (pattern.findCandidate !== undefined && text.longestLine <= pattern.longestCandidateLine) {
    markByCandidates(pattern, pattern.findCandidate, text, marks);
  } else {
    for (let index = 0; index < block.count; index++) {
      if (marks[index] === 0 && matchesLine(pattern, text, index)) marks[index] = 1;
    }
    return;
  }
  for (const [index, line] of cleaned ?? []) {
    if (pattern.test(line, 0, line.length)) marks[index] = 1;
  }
}

/** Whether one line of the block matches. */
export function matchesLine(pattern: Pattern, text: BlockText, index: number): boolean {
  const line = text.cleaned?.get(index);
  if (line !== undefined) return pattern.test(line, 0, line.length);
  const { bytes, starts, ends } = text.block;
  return pattern.test(bytes, starts[index] as number, ends[index] as number);
}

function markByNeedle(pattern: Pattern, needle: Buffer, text: BlockText, marks: Uint8Array): void {
  const { block, cleaned, end } = text;
  const { bytes, count, starts, ends } = block;
  let index = 0;
  let at = text.start;
  for (;;) {
    const hit = bytes.indexOf(needle, at);
    if (hit < 0 || hit >= end) return;
    index = lineAt(block, hit, index);
    if (index === count) return;
    const start = starts[index] as number;
    if (hit < start) {
      // In what stands between messages: timestamps, and lines that an earlier filter left out.
      at = start;
      continue;
    }
    const lineEnd = ends[index] as number;
    at = lineEnd;
    if (marks[index] !== 0 || hit + needle.length > lineEnd || cleaned?.has(index) === true) continue;
    if (pattern.isLiteral || pattern.test(bytes, start, lineEnd)) marks[index] = 1;
  }
}

function markByCandidates(
  pattern: Pattern,
  findCandidate: (lines: string, from: number) => number,
  text: BlockText,
  marks: Uint8Array,
): void {
  const { block, cleaned } = text;
  const { bytes, count, starts, ends } = block;
  const lines = text.latin1;
  let index = 0;
  let at = text.start;
  for (;;) {
    const candidate = findCandidate(lines, at - text.start);
    if (candidate < 0) return;
    const hit = candidate + text.start;
    index = lineAt(block, hit, index);
    if (index === count) return;
    const start = starts[index] as number;
    const lineEnd = ends[index] as number;
    if (hit < start) {
      at = start;
      continue;
    }
    at = lineEnd;
    if (marks[index] === 0 && cleaned?.has(index) !== true && pattern.test(bytes, start, lineEnd)) marks[index] = 1;
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
