import type { Batch } from "../stream/batch.ts";
import { type Block, EntryFlag } from "../stream/block.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { type ViewedBytes, viewBytes } from "../text/copy-bytes.ts";
import { levelNames } from "../text/level/level.ts";
import { levelOf } from "../text/level/level-of.ts";
import { isTerminalSafe, makeTerminalSafe } from "../text/terminal-safe.ts";
import { longestTimestampBytes, TimestampWriter } from "../time/timestamp-writer.ts";
import { type ColumnName, chosenColumns, factText, isFactColumn } from "./columns.ts";
import type { OutputBuffer } from "./output-buffer.ts";
import type { RecordSyntax } from "./record-syntax.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";

/** Writes each entry as a record of named fields, one a line (`-o csv`, `-o logfmt`). What a source's entries share is made once. */
export class RecordRenderer implements Renderer {
  readonly #syntax: RecordSyntax;
  readonly #columns: readonly ColumnName[];
  readonly #isGuarded: boolean;
  readonly #timestamps: TimestampWriter;
  readonly #records = new Map<number, readonly RecordPart[]>();
  /** By the flags that tell of them. */
  readonly #endings: readonly ViewedBytes[];
  #hasHeader = false;

  constructor(options: RenderOptions, syntax: RecordSyntax) {
    this.#syntax = syntax;
    this.#columns = options.columns === undefined ? recordColumns : chosenColumns(options.columns, recordColumns);
    this.#isGuarded = options.isTerminal;
    const { timestamps: form = "rfc3339", zone, nowMs } = options;
    this.#timestamps = new TimestampWriter({ form, zone, nowMs });
    this.#endings = Array.from({ length: shownFlags + 1 }, (_, flags) => viewBytes(Buffer.from(syntax.ending(flags))));
  }

  setSources(live: readonly SourceInfo[]): void {
    const ids = new Set(live.map((source) => source.id));
    for (const id of this.#records.keys()) if (!ids.has(id)) this.#records.delete(id);
  }

  render(batch: Batch, out: OutputBuffer): void {
    if (!this.#hasHeader) out.write(Buffer.from(this.#syntax.header(this.#columns)));
    this.#hasHeader = true;
    this.#timestamps.tick();
    const records = batch.blocks.map(({ source }) => this.#recordOf(source));
    const viewed = batch.blocks.map(({ bytes }) => viewBytes(bytes));
    for (let place = 0; place < batch.count; place++) {
      const blockPlace = batch.block[place] as number;
      const { starts, ends, seconds, nanos } = batch.blocks[blockPlace] as Block;
      const from = viewed[blockPlace] as ViewedBytes;
      const index = batch.entry[place] as number;
      const flags = batch.flags[place] as number;
      const parts = records[blockPlace] as readonly RecordPart[];
      for (const part of parts) {
        switch (part.kind) {
          case "constant":
            out.writeRange(part.text, 0, part.text.bytes.length);
            break;
          case "timestamp":
            out.makeRoom(longestTimestampBytes);
            out.length = this.#timestamps.write(
              out.target.bytes,
              out.length,
              seconds[index] as number,
              nanos[index] as number,
            );
            break;
          case "stream": {
            const text = part.texts[flags & (EntryFlag.stdout | EntryFlag.stderr)] as ViewedBytes;
            out.writeRange(text, 0, text.bytes.length);
            break;
          }
          case "level": {
            const level = levelOf(from.bytes, starts[index] as number, ends[index] as number);
            const text = part.texts[level] as ViewedBytes;
            out.writeRange(text, 0, text.bytes.length);
            break;
          }
          case "message":
            this.#writeMessage(from, starts[index] as number, ends[index] as number, out);
            break;
        }
      }
      const ending = this.#endings[flags & shownFlags] as ViewedBytes;
      out.writeRange(ending, 0, ending.bytes.length);
    }
  }

  #writeMessage(from: ViewedBytes, start: number, end: number, out: OutputBuffer): void {
    if (!this.#isGuarded || isTerminalSafe(from, start, end)) {
      this.#syntax.writeMessage(from, start, end, out);
      return;
    }
    const safe = viewBytes(makeTerminalSafe(from.bytes, start, end));
    this.#syntax.writeMessage(safe, 0, safe.bytes.length, out);
  }

  #recordOf(source: SourceInfo): readonly RecordPart[] {
    let parts = this.#records.get(source.id);
    if (parts === undefined) {
      parts = partsOf(source, this.#columns, this.#syntax);
      this.#records.set(source.id, parts);
    }
    return parts;
  }
}

/** The columns of a record, unless others are chosen: they cannot follow from the sources, since a header is written once. */
const recordColumns: readonly ColumnName[] = [
  "timestamp",
  "context",
  "namespace",
  "node",
  "service",
  "pod",
  "container",
  "instance",
  "stream",
  "message",
];

const shownFlags = EntryFlag.late | EntryFlag.untimed;

/** A part of a record: the same text for all entries of a source, one of a few texts, or what only the entry knows. */
type RecordPart =
  | { readonly kind: "constant"; readonly text: ViewedBytes }
  | { readonly kind: "stream" | "level"; readonly texts: readonly ViewedBytes[] }
  | { readonly kind: "timestamp" | "message" };

function partsOf({ facts }: SourceInfo, columns: readonly ColumnName[], syntax: RecordSyntax): readonly RecordPart[] {
  const parts: RecordPart[] = [];
  let text = "";
  const push = (part: RecordPart): void => {
    if (text !== "") parts.push({ kind: "constant", text: viewBytes(Buffer.from(text)) });
    text = "";
    parts.push(part);
  };
  for (const [place, column] of columns.entries()) {
    const isFirst = place === 0;
    if (isFactColumn(column)) {
      text += syntax.field(column, factText(column, facts), isFirst);
    } else if (column === "stream") {
      const texts = [undefined, "stdout", "stderr", undefined].map((name) => syntax.field(column, name, isFirst));
      push({ kind: column, texts: texts.map((one) => viewBytes(Buffer.from(one))) });
    } else if (column === "level") {
      const texts = levelNames.map((name, level) => syntax.field(column, level === 0 ? undefined : name, isFirst));
      push({ kind: column, texts: texts.map((one) => viewBytes(Buffer.from(one))) });
    } else {
      const [before, after] = syntax.around(column, isFirst);
      text += before;
      push({ kind: column });
      text += after;
    }
  }
  if (text !== "") parts.push({ kind: "constant", text: viewBytes(Buffer.from(text)) });
  return parts;
}
