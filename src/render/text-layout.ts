import type { SourceInfo } from "../stream/source-info.ts";
import { type ViewedBytes, viewBytes } from "../text/copy-bytes.ts";
import { type ColumnName, type FactColumn, isFactColumn, shownText } from "./columns.ts";
import { narrowestName, shortName } from "./short-name.ts";

/** What stands before the message, from left to right; `constant` is the next of the source's constant texts. */
export type TextStep = "constant" | "timestamp" | "stream" | "level";

/** Paints the text of a column for a source; gives it back unchanged where it has no colour. */
export type Painter = (column: FactColumn | "separator", text: string, source: SourceInfo) => string;

/** What a {@link TextLayout} is made of. */
export interface TextLayoutOptions {
  readonly columns: readonly ColumnName[];
  /** `kubectl`: `[pod/NAME/CONTAINER] ` in front, as `kubectl logs --prefix` has it, instead of columns of facts. */
  readonly prefix: "columns" | "kubectl";
  readonly paint: Painter;
  /** Whether columns are padded so that messages stand below each other. */
  readonly isAligned: boolean;
  /** How wide the aligned columns may be together; longer names are then shortened in their middle. Absent: as they need. */
  readonly mostWidth?: number | undefined;
}

/**
 * The look of a line: which parts it has, and the constant texts of each source, made once for all of its entries.
 * `2026-11-21T08:11:56.494799123Z shop web-5d4f-abcde web | message`
 */
export class TextLayout {
  /** The parts of a line before its message, the same for all sources. */
  readonly steps: readonly TextStep[];
  /** Whether the message is shown. */
  readonly hasMessage: boolean;
  readonly #parts: readonly Part[];
  readonly #paint: Painter;
  readonly #isAligned: boolean;
  readonly #mostWidth: number | undefined;
  readonly #widths = new Map<FactColumn, number>();

  constructor(options: TextLayoutOptions) {
    this.#parts = partsOf(options);
    this.#paint = options.paint;
    this.#isAligned = options.isAligned;
    this.#mostWidth = options.mostWidth;
    this.hasMessage = options.columns.includes("message");
    this.steps = this.#parts.map((part) => (typeof part === "string" ? part : "constant"));
  }

  /** Whether a line is the message behind one constant text or none. */
  get isPlain(): boolean {
    return this.hasMessage && this.steps.length <= 1 && this.steps.every((step) => step === "constant");
  }

  /**
   * Makes columns as wide as these sources need; a name longer than {@link widestColumn} just sticks out.
   * @returns whether a column became wider, so that texts made before no longer fit.
   */
  widen(sources: readonly SourceInfo[]): boolean {
    if (!this.#isAligned) return false;
    let hasGrown = false;
    for (const piece of this.#parts.flatMap((part) => (typeof part === "string" ? [] : part))) {
      if (piece.kind !== "fact") continue;
      const before = this.#widths.get(piece.column) ?? 0;
      let width = before;
      for (const source of sources) {
        const { length } = shownFact(piece.column, source);
        if (length > width && length <= widestColumn) width = length;
      }
      this.#widths.set(piece.column, width);
      hasGrown ||= width > before;
    }
    return hasGrown;
  }

  /** The constant texts of a source, one for each `constant` among the steps. */
  constantsOf(source: SourceInfo): readonly ViewedBytes[] {
    const shown = this.#shownWidths();
    const constants: ViewedBytes[] = [];
    for (const part of this.#parts) {
      if (typeof part === "string") continue;
      const text = part.map((piece) => this.#textOf(piece, source, shown)).join("");
      constants.push(viewBytes(Buffer.from(text)));
    }
    return constants;
  }

  /** The widths that columns get when there is not room for all: the widest give way first. */
  #shownWidths(): ReadonlyMap<FactColumn, number> {
    const shown = new Map(this.#widths);
    if (this.#mostWidth === undefined) return shown;
    let total = [...shown.values()].reduce((sum, width) => sum + width + 1, 0);
    for (; total > this.#mostWidth; total--) {
      const [widest] = [...shown].toSorted(([, a], [, b]) => b - a);
      if (widest === undefined || widest[1] <= narrowestName) break;
      shown.set(widest[0], widest[1] - 1);
    }
    return shown;
  }

  #textOf(piece: Piece, source: SourceInfo, widths: ReadonlyMap<FactColumn, number>): string {
    switch (piece.kind) {
      case "space":
        return " ";
      case "bar":
        return ` ${this.#paint("separator", "|", source)} `;
      case "kubectl":
        return `${this.#kubectlPrefix(source)} `;
      case "fact": {
        const width = widths.get(piece.column) ?? 0;
        const whole = shownFact(piece.column, source);
        const text = this.#mostWidth === undefined ? whole : shortName(whole, width);
        const padding = " ".repeat(Math.max(0, width - text.length));
        return this.#paint(piece.column, text, source) + padding;
      }
    }
  }

  /** kubectl v1.36.3 `pkg/cmd/logs`: the kind, the pod and the container between brackets. */
  #kubectlPrefix(source: SourceInfo): string {
    const pod = this.#paint("pod", shownFact("pod", source), source);
    const container = this.#paint("container", shownFact("container", source), source);
    return `[pod/${pod}/${container}]`;
  }
}

/** A part of a line that differs from entry to entry, or the pieces of a constant text. */
type Part = Exclude<TextStep, "constant"> | readonly Piece[];

type Piece = { readonly kind: "space" | "bar" | "kubectl" } | { readonly kind: "fact"; readonly column: FactColumn };

const widestColumn = 48;

function partsOf(options: TextLayoutOptions): readonly Part[] {
  const isKubectl = options.prefix === "kubectl";
  const columns = isKubectl ? options.columns.filter((column) => !isFactColumn(column)) : options.columns;
  const parts: Part[] = [];
  let pieces: Piece[] = isKubectl ? [{ kind: "kubectl" }] : [];
  for (const [place, column] of columns.entries()) {
    if (place > 0) {
      // A bar only behind what tells sources apart: `--timestamps` alone looks as kubectl's does.
      const isBehindFacts = columns.slice(0, place).some((name) => name !== "timestamp");
      pieces.push({ kind: column === "message" && isBehindFacts ? "bar" : "space" });
    }
    if (column === "message") break;
    if (isFactColumn(column)) {
      pieces.push({ kind: "fact", column });
      continue;
    }
    if (pieces.length > 0) parts.push(pieces);
    pieces = [];
    parts.push(column);
  }
  if (pieces.length > 0) parts.push(pieces);
  return parts;
}

/** The fact as it is shown; names that come from files could hold what drives a terminal. */
function shownFact(column: FactColumn, source: SourceInfo): string {
  return (shownText(column, source.facts) ?? "-").replace(/\p{Cc}/gu, "?");
}
