import { endOfSequence } from "../ansi.ts";
import { byteText, compileSpanSearch, type PatternOptions } from "./pattern.ts";

/**
 * Finds what matches in `bytes[start, end)`, which is looked at without its escape sequences: pairs of offsets in `bytes`,
 * where a match begins and ends, in their order and apart from each other. Sequences may stand within a match.
 */
export type SpanFinder = (bytes: Buffer, start: number, end: number) => readonly number[];

/**
 * What finds the matches of any of these patterns; undefined when there are none.
 * @throws KtError KT_USAGE for a pattern that cannot be read.
 */
export function createSpanFinder(
  patterns: readonly (readonly [text: string, options: PatternOptions])[],
): SpanFinder | undefined {
  const searches = patterns.map(([text, options]) => compileSpanSearch(text, options));
  if (searches.length === 0) return undefined;
  return (bytes, start, end) => {
    const { text, offsets } = readable(bytes, start, end);
    const spans: (readonly [number, number])[] = [];
    for (const search of searches) {
      for (let from = 0; ; ) {
        const span = search.findSpan(text, from);
        if (span === undefined) break;
        spans.push(span);
        from = span[1];
      }
    }
    return joinSpans(spans).map((place, index) => {
      if (offsets === undefined) return start + place;
      // The end is that of the last byte, not the beginning of what comes behind codes.
      return index % 2 === 0 ? (offsets[place] as number) : (offsets[place - 1] as number) + 1;
    });
  };
}

/** The text without escape sequences, and of each of its bytes where it stands; no offsets when there are no sequences. */
function readable(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly text: string; readonly offsets?: readonly number[] } {
  const firstEscape = bytes.subarray(start, end).indexOf(escape);
  if (firstEscape < 0) return { text: byteText(bytes, start, end) };
  let text = "";
  const offsets: number[] = [];
  for (let at = start; at < end; ) {
    if (bytes[at] === escape) {
      at = endOfSequence(bytes, at, end);
      continue;
    }
    const from = at;
    while (at < end && bytes[at] !== escape) offsets.push(at++);
    text += byteText(bytes, from, at);
  }
  return { text, offsets };
}

const escape = 0x1b;

/** The same places in pairs, in order, with those that overlap made one. */
function joinSpans(spans: readonly (readonly [number, number])[]): readonly number[] {
  const joined: number[] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const lastEnd = joined.at(-1) ?? -1;
    if (start > lastEnd) joined.push(start, end);
    else if (end > lastEnd) joined[joined.length - 1] = end;
  }
  return joined;
}
