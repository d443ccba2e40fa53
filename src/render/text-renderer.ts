import type { Batch } from "../stream/batch.ts";
import { type Block, EntryFlag } from "../stream/block.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { copyBytes, type ViewedBytes, viewBytes } from "../text/copy-bytes.ts";
import { levelNames } from "../text/level/level.ts";
import { levelOf } from "../text/level/level-of.ts";
import { FieldProjection } from "../text/fields/field-projection.ts";
import { ScratchText } from "../text/scratch-text.ts";
import { isTerminalSafe, makeTerminalSafe } from "../text/terminal-safe.ts";
import { localZone } from "../time/time-zone.ts";
import { longestTimestampBytes, TimestampWriter } from "../time/timestamp-writer.ts";
import { BesideMessages } from "./beside-message.ts";
import { AutomaticColumns, type ColumnName } from "./columns.ts";
import { dimMessage, highlightMatches } from "./highlight.ts";
import { paintLevel } from "./level-colors.ts";
import type { OutputBuffer } from "./output-buffer.ts";
import { type PlainBlock, writePlainLines } from "./plain-lines.ts";
import { PrettyMessages } from "./pretty-message.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { SourceColors } from "./source-colors.ts";
import { TextLayout, type TextStep } from "./text-layout.ts";

/**
 * Writes entries as lines of text, with columns in front (`-o text`) or just as they are (`-o raw`). For each entry it
 * does nothing but copy bytes: what is the same for a source was made before, once.
 */
export class TextRenderer implements Renderer {
  readonly #options: RenderOptions;
  readonly #columns: AutomaticColumns;
  readonly #colors: SourceColors | undefined;
  readonly #timestamps: TimestampWriter;
  readonly #isGuarded: boolean;
  readonly #fields: FieldProjection | undefined;
  readonly #projected = new ScratchText();
  /** Whether messages may be marked: only where there are colours. */
  readonly #hasLooks: boolean;
  readonly #pretty: PrettyMessages | undefined;
  /** What stands beside the lines of pods; only a terminal's is shortened. */
  readonly #beside: BesideMessages | undefined;
  /** Whether every message is written as it is. */
  readonly #isPlain: boolean;
  /** By the number of the level. */
  readonly #levels: readonly ViewedBytes[];
  readonly #constants = new Map<number, readonly ViewedBytes[]>();
  #live: readonly SourceInfo[] = [];
  #layout: TextLayout;

  constructor(options: RenderOptions) {
    this.#options = options;
    this.#columns = new AutomaticColumns(options.columns ?? { add: [], remove: [] }, firstColumns(options));
    const hasColors = options.format === "text" && options.colorLevel > 0;
    this.#colors = hasColors ? new SourceColors(options.colorLevel, options.colors) : undefined;
    const form = options.timestamps ?? "rfc3339";
    const zone = options.zone ?? (form === "short" ? localZone : undefined);
    this.#timestamps = new TimestampWriter({ form, zone, nowMs: options.nowMs });
    this.#hasLooks = hasColors;
    this.#fields = options.fields === undefined ? undefined : new FieldProjection(options.fields, options.census);
    this.#pretty = options.isPretty === true ? new PrettyMessages(options.colorLevel) : undefined;
    const isShortened = options.isTerminal && options.format === "text" && this.#pretty === undefined;
    this.#beside = isShortened ? new BesideMessages(options.colorLevel) : undefined;
    this.#levels = levelNames.map((name, level) => {
      const text = level === 0 ? "-" : name;
      const shown = hasColors ? paintLevel(options.colorLevel, level, text) : text;
      return viewBytes(Buffer.from(shown + " ".repeat(widestLevel - text.length)));
    });
    this.#isGuarded = options.isTerminal && options.format === "text";
    const isChanged = this.#fields !== undefined || this.#pretty !== undefined || this.#beside !== undefined;
    this.#isPlain = !isChanged && !this.#hasLooks && !this.#isGuarded;
    this.#layout = this.#newLayout();
  }

  setSources(live: readonly SourceInfo[]): void {
    this.#live = live;
    this.#colors?.keep(live);
    const isAutomatic = this.#options.format === "text" && (this.#options.prefix ?? "columns") === "columns";
    if (isAutomatic && this.#columns.see(live)) {
      this.#layout = this.#newLayout();
      this.#constants.clear();
    }
    if (this.#layout.widen(live)) this.#constants.clear();
    const ids = new Set(live.map((source) => source.id));
    for (const id of this.#constants.keys()) if (!ids.has(id)) this.#constants.delete(id);
  }

  render(batch: Batch, out: OutputBuffer): void {
    const { steps, hasMessage } = this.#layout;
    const prepared = batch.blocks.map((block) => this.#prepare(block));
    if (this.#isPlain && this.#layout.isPlain) {
      writePlainLines(batch, prepared, out);
      return;
    }
    this.#timestamps.tick();
    const longestCopied = out.longestCopiedBytes;
    let target = out.target;
    let at = out.length;
    for (let place = 0; place < batch.count; place++) {
      const from = prepared[batch.block[place] as number] as PreparedBlock;
      const index = batch.entry[place] as number;
      let message: ViewedBytes = from;
      let start = from.starts[index] as number;
      let end = hasMessage ? (from.ends[index] as number) : start;
      const isProjected = this.#fields?.writeText(from.bytes, start, end, this.#projected) === true;
      const isPretty = !isProjected && hasMessage;
      const pretty = isPretty ? this.#pretty?.show(from.bytes, start, end) : undefined;
      if (isProjected) {
        start = 0;
        end = this.#projected.length;
        message = this.#projected.viewed;
      } else if (pretty !== undefined) {
        message = viewBytes(pretty);
        start = 0;
        end = pretty.length;
      } else if (from.isBeside && hasMessage && this.#beside !== undefined) {
        message = viewBytes(this.#beside.show(from.bytes, start, end));
        start = 0;
        end = message.bytes.length;
      }
      if (this.#hasLooks) {
        const changed = this.#look(message.bytes, start, end, batch.flags[place] as number);
        if (changed !== undefined) {
          message = viewBytes(changed);
          start = 0;
          end = changed.length;
        }
      }
      // What was made here is safe, and its newlines are meant.
      if (pretty === undefined && this.#isGuarded && !isTerminalSafe(message, start, end)) {
        message = viewBytes(makeTerminalSafe(message.bytes, start, end));
        start = 0;
        end = message.bytes.length;
      }
      const isHuge = end - start > longestCopied;
      if (at + from.fixedLength + (isHuge ? 0 : end - start) > target.bytes.length) {
        out.length = at;
        out.flush();
        target = out.target;
        at = 0;
      }
      let constant = 0;
      for (let step = 0; step < steps.length; step++) {
        const kind = steps[step] as TextStep;
        if (kind === "timestamp") {
          at = this.#timestamps.write(target.bytes, at, from.seconds[index] as number, from.nanos[index] as number);
        } else {
          const text =
            kind === "constant"
              ? from.constants[constant++]
              : kind === "level"
                ? this.#levels[levelOf(from.bytes, from.starts[index] as number, from.ends[index] as number)]
                : streamText(batch.flags[place] as number);
          at = text === undefined ? at : copyBytes(text, 0, text.bytes.length, target, at);
        }
      }
      if (isHuge) {
        out.length = at;
        out.write(message.bytes.subarray(start, end));
        out.makeRoom(1);
        target = out.target;
        at = out.length;
      } else {
        at = copyBytes(message, start, end, target, at);
      }
      target.bytes[at++] = newline;
    }
    out.length = at;
  }

  /** The message with its matches marked, or faint where it only stands beside one; undefined: as it is. */
  #look(bytes: Buffer, start: number, end: number, flags: number): Buffer | undefined {
    if ((flags & EntryFlag.context) !== 0) return dimMessage(bytes, start, end);
    const { highlight } = this.#options;
    return highlight === undefined ? undefined : highlightMatches(highlight, bytes, start, end);
  }

  #prepare(block: Block): PreparedBlock {
    const { bytes, starts, ends, seconds, nanos, source } = block;
    let constants = this.#constants.get(source.id);
    if (constants === undefined) {
      constants = this.#layout.constantsOf(source);
      this.#constants.set(source.id, constants);
    }
    let fixedLength = newlineBytes + longestTimestampBytes + widestStream + widestLevel + longestColors;
    for (const text of constants) fixedLength += text.bytes.length;
    const isBeside = source.facts.service !== undefined && source.facts.pod !== undefined;
    const [prefix = noText] = constants;
    return { ...viewBytes(bytes), starts, ends, seconds, nanos, constants, prefix, fixedLength, isBeside };
  }

  #newLayout(): TextLayout {
    const layout = new TextLayout({
      columns: this.#columns.columns(),
      prefix: this.#options.prefix === "kubectl" ? "kubectl" : "columns",
      paint: this.#colors?.paint ?? ((_column, text) => text),
      isAligned: this.#options.isTerminal,
      mostWidth: mostWidthOf(this.#options),
    });
    layout.widen(this.#live);
    return layout;
  }
}

/** A block with all that its entries need, found once for a batch instead of once for an entry. */
interface PreparedBlock extends PlainBlock {
  readonly seconds: Float64Array;
  readonly nanos: Uint32Array;
  readonly constants: readonly ViewedBytes[];
  /** The most that a line of this source takes beside its message. */
  readonly fixedLength: number;
  /** Whether it is not the pod that says it, but something else about the pod. */
  readonly isBeside: boolean;
}

const newline = 0x0a;
const newlineBytes = 1;
const widestStream = 6;
const widestLevel = 5;
/** What puts a level into its colour. */
const longestColors = 32;

const noText = viewBytes(Buffer.alloc(0));
const stdoutText = viewBytes(Buffer.from("stdout"));
const stderrText = viewBytes(Buffer.from("stderr"));
const noStreamText = viewBytes(Buffer.from("-     "));

function streamText(flags: number): ViewedBytes {
  if ((flags & EntryFlag.stdout) !== 0) return stdoutText;
  return (flags & EntryFlag.stderr) !== 0 ? stderrText : noStreamText;
}

/** Half of the terminal is the message's; where the time takes much of the other half, names still get some room. */
function mostWidthOf({ isTerminal, terminalColumns, timestamps }: RenderOptions): number | undefined {
  if (!isTerminal || terminalColumns === undefined) return undefined;
  const timeWidth = timestamps === undefined ? 0 : timestamps === "rfc3339" ? 31 : 19;
  return Math.max(26, Math.floor(terminalColumns / 2) - timeWidth);
}

/** What is shown before anything is known of the sources. */
function firstColumns(options: RenderOptions): readonly ColumnName[] {
  const columns: ColumnName[] = ["message"];
  if (options.timestamps !== undefined) columns.push("timestamp");
  if (options.format === "text" && options.prefix !== "none") columns.push(...(options.expectedColumns ?? []));
  return columns;
}
