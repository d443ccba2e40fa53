/** A piece of a terminal's line in one look. */
export interface StyledPiece {
  readonly column: number;
  readonly text: string;
  /** Names of CSS classes: `bold`, `dim`, `c1` to `c15`. */
  readonly classes: readonly string[];
}

/** A line as a terminal shows it. */
export type StyledLine = readonly StyledPiece[];

/**
 * Lines of a program's output, broken at the width of the terminal, with the looks that its escape sequences give them (SGR with 16
 * colours).
 */
export function styledLines(output: string, columns: number): readonly StyledLine[] {
  const lines: StyledPiece[][] = [];
  let looks: readonly string[] = [];
  for (const line of output.replace(/\n$/, "").split("\n")) {
    let row: StyledPiece[] = [];
    let column = 0;
    lines.push(row);
    for (const [, codes, text = ""] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
      if (codes !== undefined) {
        for (const code of codes.split(";")) looks = withCode(looks, Number(code));
        continue;
      }
      let rest = [...text.replaceAll("\t", "    ")];
      while (rest.length > 0) {
        if (column === columns) {
          lines.push((row = []));
          column = 0;
        }
        const piece = rest.slice(0, columns - column);
        row.push({ column, text: piece.join(""), classes: looks });
        column += piece.length;
        rest = rest.slice(piece.length);
      }
    }
  }
  return lines;
}

function withCode(looks: readonly string[], code: number): readonly string[] {
  const without = (pattern: RegExp): readonly string[] => looks.filter((look) => !pattern.test(look));
  if (code === 0) return [];
  if (code === 1) return [...looks, "bold"];
  if (code === 2) return [...looks, "dim"];
  if (code === 4) return [...looks, "underline"];
  if (code === 22) return without(/^(?:bold|dim)$/);
  if (code === 24) return without(/^underline$/);
  if (code === 39) return without(/^c\d/);
  if (code >= 30 && code <= 37) return [...without(/^c\d/), `c${code - 30}`];
  if (code >= 90 && code <= 97) return [...without(/^c\d/), `c${code - 82}`];
  return looks;
}
