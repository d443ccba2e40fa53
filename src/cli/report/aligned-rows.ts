/**
 * Rows of text in columns, each as wide as its widest cell.
 * @param rows The first has as many cells as there are columns.
 * @param gap What stands between two columns.
 * @returns lines with newlines, without blanks at their ends.
 */
export function alignedRows(rows: readonly (readonly string[])[], gap: string): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(gap));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
