import type { Batch } from "../stream/batch.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import type { FieldCensus } from "../text/fields/field-census.ts";
import type { SpanFinder } from "../text/pattern/span-finder.ts";
import type { TimestampForm } from "../time/timestamp-writer.ts";
import type { TimeZone } from "../time/time-zone.ts";
import type { ColorLevel } from "./color-level.ts";
import type { ChosenColors } from "./color-list.ts";
import type { ColumnChoice, ColumnName } from "./columns.ts";
import type { OutputBuffer } from "./output-buffer.ts";
import type { LoadedTemplate } from "./template/load-template.ts";

/** How entries are written. */
export type OutputFormat = "text" | "raw" | "json" | "logfmt" | "csv" | "template";

/** Turns entries into bytes. Keeps no entry and no block. */
export interface Renderer {
  /**
   * Says which sources are read now; called at the start and again whenever one joins or leaves. Automatic columns and
   * colours follow from it. Entries of a source that was never named are written all the same.
   */
  setSources(live: readonly SourceInfo[]): void;
  /** Writes all entries of the batch, in its order. The last of them may stay in `out` until it is flushed. */
  render(batch: Batch, out: OutputBuffer): void;
}

/** What decides about the look of entries. */
export interface RenderOptions {
  readonly format: OutputFormat;
  /** What `-o template` writes; absent otherwise. */
  readonly template?: LoadedTemplate | undefined;
  /** Is told once what a template cannot do with an entry. */
  readonly onProblem?: ((message: string) => void) | undefined;
  /** What `--columns` asks for; absent: automatic. */
  readonly columns?: ColumnChoice | undefined;
  /**
   * Automatic columns that are shown from the start, before sources differ in them: `pod` for a follow that more pods
   * may join, so that the look does not change when the second comes.
   */
  readonly expectedColumns?: readonly ColumnName[] | undefined;
  /** `columns` when absent; `kubectl` for `--prefix`; `none` for no facts at all, whatever the sources differ in. */
  readonly prefix?: "columns" | "kubectl" | "none" | undefined;
  /** The form of `--timestamps`; absent: no timestamps, unless `--columns` has them. JSON always has them. */
  readonly timestamps?: TimestampForm | undefined;
  /** The zone of `--timezone`; absent: UTC, and this machine's for the short form. */
  readonly zone?: TimeZone | undefined;
  /** Names of fields that stand for the message in text, and beside it in JSON; absent: none. */
  readonly fields?: readonly string[] | undefined;
  /** Is told which of these are found. */
  readonly census?: FieldCensus | undefined;
  /** Whether messages that are JSON or logfmt are made easy to read; text only. */
  readonly isPretty?: boolean | undefined;
  /** What finds the parts of a message that are to be seen; they are marked where text is coloured. Absent: nothing is. */
  readonly highlight?: SpanFinder | undefined;
  /** The clock for relative timestamps, in milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly colorLevel: ColorLevel;
  /** Colours of pods and containers in place of the usual ones; absent: these. */
  readonly colors?: ChosenColors | undefined;
  /** Whether the output is a terminal: then columns are aligned and what would drive the terminal is made harmless. */
  readonly isTerminal: boolean;
  /** How wide the terminal is; absent: names are never shortened. */
  readonly terminalColumns?: number | undefined;
}
