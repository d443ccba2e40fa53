import { Chalk } from "chalk";
import { columnWidths, padding } from "../../text/aligned-rows.ts";
import { narrowestName, shortName } from "../short-name.ts";
import type { ReportLook } from "./report-look.ts";

/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  /** `left` when absent. */
  readonly align?: "left" | "right";
  /** Its names are shortened on a terminal that is too narrow for the last column. */
  readonly isShortened?: boolean;
}

/** A text of a table, and how it is painted once it fits. */
export interface TableCell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

/**
 * The lines of a table with titles. On a terminal what would drive it is made harmless, and the last column is cut to its
 * width; where little is left for it, names before it are shortened.
 */
export function tableText(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  look: ReportLook,
): string {
  const chalk = new Chalk({ level: look.colorLevel });
  const titles = columns.map(({ title }) => ({ text: title, paint: (text: string) => chalk.dim(text) }));
  const whole = [titles, ...rows].map((cells) => cells.map((cell) => ({ ...cell, text: oneLine(cell.text, look) })));
  const most = nameWidths(columns, textWidths(whole), look);
  const all = whole.map((cells) =>
    cells.map((cell, place) => ({ ...cell, text: shortName(cell.text, most[place] ?? Number.POSITIVE_INFINITY) })),
  );
  const widths = textWidths(all);
  return all.map((cells) => `${lineOf(cells, columns, widths, look)}\n`).join("");
}

function textWidths(rows: readonly (readonly TableCell[])[]): readonly number[] {
  return columnWidths(rows.map((cells) => cells.map(({ text }) => text)));
}

/** How wide the columns may be whose names are shortened; undefined for others, and where there is room. */
function nameWidths(
  columns: readonly TableColumn[],
  widths: readonly number[],
  { isTerminal, terminalColumns = 80 }: ReportLook,
): readonly (number | undefined)[] {
  const before = widths.slice(0, -1).reduce((all, width) => all + width + gap.length, 0);
  const missing = wantedForLast - (terminalColumns - before);
  if (!isTerminal || missing <= 0) return [];
  return columns.map(({ isShortened = false }, place) =>
    isShortened ? Math.max(narrowestName, (widths[place] ?? 0) - missing) : undefined,
  );
}

function lineOf(
  cells: readonly TableCell[],
  columns: readonly TableColumn[],
  widths: readonly number[],
  look: ReportLook,
): string {
  let line = "";
  let used = 0;
  for (const [place, { text, paint }] of cells.entries()) {
    const isLast = place === cells.length - 1;
    const width = widths[place] ?? 0;
    const blanks = padding(text, width);
    const shown = isLast ? cut(text, look, used) : text;
    const painted = paint === undefined ? shown : paint(shown);
    const isRight = columns[place]?.align === "right";
    line += isRight ? blanks + painted : isLast ? painted : painted + blanks;
    if (!isLast) line += gap;
    used += width + gap.length;
  }
  return look.colorLevel > 0 ? line : line.trimEnd();
}

const gap = "  ";
/** What the last column shall have before names are shortened for it. */
const wantedForLast = 20;

/** What is left of the terminal for the last column, at least something. */
function widthLeft({ terminalColumns = 80 }: ReportLook, used: number): number {
  return Math.max(wantedForLast, terminalColumns - used);
}

function cut(text: string, look: ReportLook, used: number): string {
  if (!look.isTerminal) return text;
  const characters = [...text];
  const most = widthLeft(look, used);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

function oneLine(text: string, { isTerminal }: ReportLook): string {
  const line = text.replaceAll(/[\r\n]+/gu, " ");
  return isTerminal ? line.replaceAll("\t", " ").replaceAll(/\p{Cc}/gu, visible) : line;
}

/** Without a look of its own, nor one that the text brings along: what is cut off would never end it. */
function visible(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x80 ? `^${String.fromCharCode(code ^ 0x40)}` : `\\x${code.toString(16)}`;
}
