import type { Batch } from "../stream/batch.ts";
import { EntryFlag } from "../stream/block.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { viewBytes } from "../text/copy-bytes.ts";
import { Level, levelNames } from "../text/level/level.ts";
import { levelOf } from "../text/level/level-of.ts";
import { isTerminalSafe, makeTerminalSafe } from "../text/terminal-safe.ts";
import { longestTimestampBytes, TimestampWriter } from "../time/timestamp-writer.ts";
import type { OutputBuffer } from "./output-buffer.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { SourceColors } from "./source-colors.ts";
import type { LoadedTemplate } from "./template/load-template.ts";
import type { CompiledTemplate } from "./template/template-compiler.ts";
import { TemplateFault } from "./template/template-error.ts";
import { TemplateColor } from "./template/template-values.ts";

/**
 * Writes each entry as a template says (`-o template`). A text that does not end its line is given a newline; an entry for
 * which nothing comes out is left out. One with which the template cannot do what it wants is written as it is, and the first
 * such fault is told.
 */
export class TemplateRenderer implements Renderer {
  readonly #options: RenderOptions;
  readonly #run: CompiledTemplate;
  readonly #usesLevel: boolean;
  readonly #timestamps: TimestampWriter;
  readonly #timestamp = Buffer.alloc(longestTimestampBytes);
  readonly #colors: SourceColors;
  readonly #entries = new Map<number, TemplateEntry>();
  #hasTold = false;

  constructor(options: RenderOptions, template: LoadedTemplate) {
    this.#options = options;
    this.#usesLevel = template.usesLevel;
    this.#run = template.compile(options.colorLevel);
    this.#colors = new SourceColors(options.colorLevel, options.colors);
    const { timestamps: form = "rfc3339", zone, nowMs } = options;
    this.#timestamps = new TimestampWriter({ form, zone, nowMs });
  }

  setSources(live: readonly SourceInfo[]): void {
    this.#colors.keep(live);
    const ids = new Set(live.map((source) => source.id));
    for (const id of this.#entries.keys()) if (!ids.has(id)) this.#entries.delete(id);
  }

  render(batch: Batch, out: OutputBuffer): void {
    this.#timestamps.tick();
    const entries = batch.blocks.map(({ source }) => this.#entryOf(source));
    for (let place = 0; place < batch.count; place++) {
      const blockPlace = batch.block[place] as number;
      const block = batch.blocks[blockPlace];
      const entry = entries[blockPlace];
      if (block === undefined || entry === undefined) continue;
      const index = batch.entry[place] as number;
      const { bytes, starts, ends, seconds, nanos } = block;
      const flags = batch.flags[place] as number;
      entry.Message = bytes.toString("utf8", starts[index], ends[index]);
      const length = this.#timestamps.write(this.#timestamp, 0, seconds[index] as number, nanos[index] as number);
      entry.Timestamp = this.#timestamp.toString("latin1", 0, length);
      entry.Stream = (flags & EntryFlag.stdout) !== 0 ? "stdout" : (flags & EntryFlag.stderr) !== 0 ? "stderr" : "";
      if (this.#usesLevel) {
        const level = levelOf(bytes, starts[index] as number, ends[index] as number);
        entry.Level = level === Level.unknown ? "" : (levelNames[level] ?? "");
      }
      entry.Late = (flags & EntryFlag.late) !== 0;
      entry.Untimed = (flags & EntryFlag.untimed) !== 0;
      const text = this.#textOf(entry);
      if (text !== "") out.write(this.#shown(text));
    }
  }

  #textOf(entry: TemplateEntry): string {
    try {
      return this.#run(entry);
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      if (!this.#hasTold) this.#options.onProblem?.(`the template cannot be used for every line: ${error.message}`);
      this.#hasTold = true;
      return `${entry.Message}\n`;
    }
  }

  #shown(text: string): Buffer {
    const ended = text.endsWith("\n") ? text : `${text}\n`;
    const bytes = Buffer.from(ended);
    if (!this.#options.isTerminal || isTerminalSafe(viewBytes(bytes), 0, bytes.length - 1)) return bytes;
    // Newlines are the template's own, and end lines.
    const lines = ended
      .slice(0, -1)
      .split("\n")
      .map((line) => makeTerminalSafe(Buffer.from(line), 0, Buffer.byteLength(line)));
    return Buffer.concat(lines.flatMap((line) => [line, newline]));
  }

  #entryOf(source: SourceInfo): TemplateEntry {
    let entry = this.#entries.get(source.id);
    if (entry === undefined) {
      entry = newEntry(source, this.#colors);
      this.#entries.set(source.id, entry);
    }
    return entry;
  }
}

const newline = Buffer.from("\n");

/** What a template sees of an entry; one object for each source, filled anew for each of its entries. */
interface TemplateEntry {
  Message: string;
  Timestamp: string;
  Stream: string;
  Level: string;
  Late: boolean;
  Untimed: boolean;
  readonly [field: string]: unknown;
}

function newEntry(source: SourceInfo, colors: SourceColors): TemplateEntry {
  const { facts } = source;
  const entry: TemplateEntry = {
    Message: "",
    Timestamp: "",
    NodeName: facts.node ?? "",
    Namespace: facts.namespace ?? "",
    PodName: facts.pod ?? "",
    ContainerName: facts.container ?? "",
    Labels: facts.labels ?? {},
    Annotations: facts.annotations ?? {},
    PodColor: new TemplateColor((text) => colors.paint("pod", text, source)),
    ContainerColor: new TemplateColor((text) => colors.paint("container", text, source)),
    Context: facts.context ?? "",
    Zone: facts.zone ?? "",
    Region: facts.region ?? "",
    Os: facts.os ?? "",
    Arch: facts.arch ?? "",
    Service: facts.service ?? "",
    Instance: facts.instance,
    Stream: "",
    Level: "",
    Late: false,
    Untimed: false,
  };
  // `{{json .}}` has the keys that stern's has.
  const toJSON = (): object => {
    const { Message: message, Timestamp: timestamp, NodeName: nodeName } = entry;
    const { Namespace: namespace, PodName: podName, ContainerName: containerName, Labels: labels } = entry;
    return {
      message,
      timestamp,
      nodeName,
      namespace,
      podName,
      containerName,
      labels,
      annotations: entry["Annotations"],
    };
  };
  Object.defineProperty(entry, "toJSON", { value: toJSON });
  return entry;
}
