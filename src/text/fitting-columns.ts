import { columnWidths } from "./aligned-rows.ts";

/** How a table is made narrower. */
export interface Narrowing {
  /** The table shall be no wider, in characters. */
  readonly mostColumns: number;
  /** Titles of the columns that may be left out, those first that tell least. */
  readonly leftOutFirst: readonly string[];
  /** Titles of those that may be left out only where all rows have the same there; they go before the others. */
  readonly leftOutIfSame: readonly string[];
}

/** Rows that fit, and what is to stand between their columns. */
export interface FittingRows {
  readonly rows: readonly (readonly string[])[];
  readonly gap: string;
}

/**
 * The rows without the columns that there is no room for, and closer together where even the others are too wide. A table that is too
 * wide all the same stays so.
 * @param rows The first has the titles.
 */
export function fittingColumns(
  rows: readonly (readonly string[])[],
  { mostColumns, leftOutFirst, leftOutIfSame }: Narrowing,
): FittingRows {
  const [titles = [], ...others] = rows;
  const widths = columnWidths(rows);
  const isSame = (title: string): boolean => {
    const column = titles.indexOf(title);
    return others.length > 1 && new Set(others.map((row) => row[column])).size === 1;
  };
  const same = leftOutIfSame.filter(isSame);
  const order = [...same, ...leftOutFirst.filter((title) => !same.includes(title))];
  const leftOut = new Set<string>();
  const isFitting = (gap: string): boolean => {
    const kept = widths.filter((_, column) => !leftOut.has(titles[column] ?? ""));
    return kept.reduce((sum, width) => sum + width + gap.length, -gap.length) <= mostColumns;
  };
  for (const title of order) {
    if (isFitting(usualGap)) break;
    leftOut.add(title);
  }
  // The last that went may have made room for narrower ones.
  for (const title of [...leftOut].reverse()) {
    leftOut.delete(title);
    if (!isFitting(usualGap)) leftOut.add(title);
  }
  const places = titles.flatMap((title, place) => (leftOut.has(title) ? [] : [place]));
  return {
    rows: rows.map((row) => places.map((place) => row[place] ?? "")),
    gap: [usualGap, "  "].find(isFitting) ?? " ",
  };
}

const usualGap = "   ";
