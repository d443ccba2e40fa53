import { join } from "node:path";
import { folderIndexName, indexLineOf } from "../../captures/folder-index.ts";
import { type LogFileEntries, logFileEntries, type LogFileFormat, LogFileLines } from "../../render/log-file-lines.ts";
import { OutputBuffer } from "../../render/output-buffer.ts";
import type { Batch } from "../../stream/batch.ts";
import { EntryFlag } from "../../stream/block.ts";
import type { Notice } from "../../stream/notice.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import { shellWord } from "../../text/shell-word.ts";
import type { EntryOutput } from "../logs/entry-output.ts";
import { AppendQueue } from "./append-queue.ts";
import { FileAppender } from "./file-appender.ts";
import { logFilePathOf, uniquePath } from "./log-file-path.ts";

/** How a {@link LogFolder} behaves. */
export interface LogFolderOptions {
  /** The folder; it must be empty, or not there. */
  readonly path: string;
  /** Whether entries must be in their files at once (a follow), or may wait until they are many. */
  readonly isPrompt: boolean;
  /** The place of a source among the others, by which entries of the same time are ordered. */
  readonly placeOf: (facts: SourceFacts) => number;
  /** Called once, at the first failure, with a KtError KT_OUTPUT. */
  readonly onFailure: (error: Error) => void;
}

/** The file of one instance of a container. */
interface LogFile {
  readonly facts: SourceFacts;
  /** Below the folder, with slashes. */
  readonly name: string;
  readonly buffer: OutputBuffer;
  /** Undefined before the first entry that tells it. */
  format: LogFileFormat | undefined;
  isDirty: boolean;
}

/**
 * A folder with a file for each instance of each container, and an index that says what each file is
 * (`docs/saved-logs.md`). Read as saved logs they give the same entries, in the same order, of the same sources.
 */
export class LogFolder implements EntryOutput {
  takenBytes = 0;
  readonly #options: LogFolderOptions;
  readonly #appender = new FileAppender();
  readonly #queue: AppendQueue;
  readonly #lines = new LogFileLines();
  readonly #names = new Set<string>([folderIndexName]);
  readonly #files = new Map<string, LogFile>();
  readonly #bySource = new Map<number, LogFile>();
  #dirty: LogFile[] = [];
  #entries = 0;

  constructor(options: LogFolderOptions) {
    this.#options = options;
    this.#queue = new AppendQueue(this.#appender, options.onFailure);
  }

  setSources(live: readonly SourceInfo[]): void {
    const ids = new Set(live.map(({ id }) => id));
    for (const id of this.#bySource.keys()) if (!ids.has(id)) this.#bySource.delete(id);
    for (const source of live) this.#fileOf(source);
  }

  render(batch: Batch): void {
    const files = batch.blocks.map((block) => this.#fileOf(block.source));
    const entries: readonly LogFileEntries[] = batch.blocks.map(logFileEntries);
    for (let place = 0; place < batch.count; place++) {
      const slot = batch.block[place] as number;
      const file = files[slot] as LogFile;
      const flags = batch.flags[place] as number;
      if (!file.isDirty) {
        file.isDirty = true;
        this.#dirty.push(file);
      }
      if (file.format === undefined && (flags & EntryFlag.untimed) === 0) {
        this.#index(file, (flags & (EntryFlag.stdout | EntryFlag.stderr)) === 0 ? "timestamps" : "cri");
      }
      const from = entries[slot] as LogFileEntries;
      this.#lines.write(from, batch.entry[place] as number, flags, file.format ?? "timestamps", file.buffer);
    }
    this.#entries += batch.count;
    if (this.#options.isPrompt) this.#flush();
  }

  written(): undefined {
    // Nobody reads files and notices as one text.
    return undefined;
  }

  room(): Promise<void> | undefined {
    return this.#queue.room();
  }

  async end(): Promise<void> {
    for (const file of this.#files.values()) if (file.format === undefined) this.#index(file, "timestamps");
    this.#flush();
    try {
      await this.#queue.drain();
    } finally {
      await this.#appender.close();
    }
  }

  summary(): Notice | undefined {
    const { path } = this.#options;
    const { size } = this.#files;
    if (size === 0) return { level: "info", message: `nothing was read, and ${path} not made` };
    const lines = `${this.#entries} ${this.#entries === 1 ? "line" : "lines"}`;
    const message = `${lines} in ${size} ${size === 1 ? "file" : "files"} in ${path}`;
    return { level: "info", message, hint: `kubectl kt logs --file ${shellWord(path)} shows them as one stream` };
  }

  #fileOf(source: SourceInfo): LogFile {
    const known = this.#bySource.get(source.id);
    if (known !== undefined) return known;
    const { facts } = source;
    const key = keyOf(facts);
    let file = this.#files.get(key);
    if (file === undefined) {
      file = this.#newFile(facts);
      this.#files.set(key, file);
    }
    this.#bySource.set(source.id, file);
    return file;
  }

  #newFile(facts: SourceFacts): LogFile {
    const name = uniquePath(logFilePathOf(facts), this.#names);
    const path = join(this.#options.path, name);
    const buffer = new OutputBuffer((chunk) => {
      this.takenBytes += chunk.length;
      this.#queue.add(path, chunk, (written) => buffer.recycle(written));
    }, bufferBytes);
    // A container that has written nothing has its file as well.
    this.#queue.add(path, Buffer.alloc(0), () => {});
    return { facts, name, buffer, format: undefined, isDirty: false };
  }

  #index(file: LogFile, format: LogFileFormat): void {
    file.format = format;
    const { name, facts } = file;
    const line = indexLineOf({ file: name, format, place: this.#options.placeOf(facts), facts });
    this.#queue.add(join(this.#options.path, folderIndexName), Buffer.from(line), () => {});
  }

  #flush(): void {
    for (const file of this.#dirty) {
      file.isDirty = false;
      file.buffer.flush();
    }
    this.#dirty = [];
  }
}

/** Hundreds of containers have one each. */
const bufferBytes = 16 * 1024;

/** The same for all sources whose entries belong into one file: an instance is described anew when its log is opened again. */
function keyOf({ context, namespace, pod, podUid, container, instance, node, service }: SourceFacts): string {
  const runner = pod === undefined ? node : undefined;
  return JSON.stringify([context, namespace, pod, podUid, container, instance, runner, service]);
}
