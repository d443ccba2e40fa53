/**
 * Rows of text in columns, each as wide as its widest cell.
 * @param rows The first has as many cells as there are columns.
 * @param gap What stands between two columns.
 * @returns lines with newlines, without blanks at their ends.
 */
export function alignedRows(rows: readonly (readonly string[])[], gap: string): string {
  const widths = columnWidths(rows);
  const lines = rows.map((row) => row.map((cell, column) => cell + padding(cell, widths[column])).join(gap));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

/** How wide the widest cell of each column is, in characters; there are as many as the first row has cells. */
export function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const [head = []] = rows;
  return head.map((_, column) => rows.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? "")), 0));
}

/** The blanks that are missing of a width. @param width in characters; absent: none. */
export function padding(text: string, width: number = 0): string {
  return " ".repeat(Math.max(0, width - widthOf(text)));
}

function widthOf(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}
