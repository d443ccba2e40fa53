/** A set of Unicode code points: first and last of each range, in rising order, ranges neither touching nor overlapping. */
export type CodePoints = readonly (readonly [first: number, last: number])[];

/** The highest code point of Unicode. */
export const lastCodePoint = 0x10ffff;

/** Every code point. */
export const allCodePoints: CodePoints = [[0, lastCodePoint]];

/** The set of all these ranges, which may come in any order and overlap. */
export function unionOf(ranges: CodePoints): CodePoints {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** All code points that are not in the set. */
export function complementOf(set: CodePoints): CodePoints {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= lastCodePoint) gaps.push([next, lastCodePoint]);
  return gaps;
}

/** What is in the set and between `first` and `last`. */
export function within(set: CodePoints, first: number, last: number): CodePoints {
  return set
    .filter((range) => range[0] <= last && range[1] >= first)
    .map((range) => [Math.max(range[0], first), Math.min(range[1], last)] as const);
}

/** The only member of the set; undefined when it has none or several. */
export function onlyMember(set: CodePoints): number | undefined {
  const range = set[0];
  return set.length === 1 && range !== undefined && range[0] === range[1] ? range[0] : undefined;
}
