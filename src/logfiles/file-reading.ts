import { KtError } from "../errors/kt-error.ts";
import type { Block } from "../stream/block.ts";
import { LineParser } from "../stream/line-parser.ts";
import { CriLines } from "./cri-lines.ts";
import { decompressed } from "./decompressed.ts";
import { chunksOf, type FileBody } from "./file-body.ts";
import type { FilePlace } from "./file-place.ts";
import type { FileRequest } from "./file-request.ts";
import type { LogFileName } from "./log-file-name.ts";
import type { NodeFolder } from "./node-folder.ts";

/** What a {@link FileReading} is made of. */
export interface FileReadingParts {
  readonly folder: NodeFolder;
  /** Those that are known, in their order, at least one; the current one last. */
  readonly files: readonly LogFileName[];
  /** Where in them reading begins. */
  readonly place: FilePlace;
  /** All files of the instance as they are now. */
  readonly relist: () => Promise<readonly LogFileName[]>;
  readonly request: FileRequest;
  readonly signal: AbortSignal;
}

/**
 * Reads the files of one instance one after the other, as one log, up to the end that the current one has when it is
 * opened. A file that is rotated or compressed meanwhile is found again: the date in its name stays.
 */
export class FileReading implements AsyncDisposable {
  readonly #parts: FileReadingParts;
  readonly #lines: CriLines;
  readonly #parser: LineParser;
  #queue: LogFileName[];
  /** The date of the newest rotated file that is known. */
  #newestDate: string;
  #body: FileBody | undefined;
  #chunks: AsyncGenerator<readonly Buffer[], void, void> | undefined;
  /** The first bytes, until they tell of what kind the files are; undefined from then on. */
  #head: string | undefined = "";
  /** There is no file before a pod has a node. */
  readonly isUnscheduled: boolean = false;
  /** Only the log API puts words of the kubelet among the lines. */
  readonly message: undefined;
  /** The last line, when its end has not come: it may still be written. */
  unfinished: Block | undefined;
  /** Names of files that were deleted before they were read. */
  readonly deleted: string[] = [];
  /** Whether the instance has written more than one file. */
  readonly wasRotated: boolean;

  constructor(parts: FileReadingParts) {
    this.#parts = parts;
    const { source, clock, stream } = parts.request;
    this.#lines = new CriLines(source, { keepsUnknown: false, stream });
    this.#parser = new LineParser(this.#lines, clock);
    this.#queue = parts.files.slice(parts.place.index);
    this.wasRotated = parts.files.some(({ rotatedAt }) => rotatedAt !== "");
    this.#newestDate = parts.files.findLast(({ rotatedAt }) => rotatedAt !== "")?.rotatedAt ?? "";
  }

  /** Opens the first file. @returns false when none is there any more. @throws KtError as `NodeFolder.open`. */
  async begin(): Promise<boolean> {
    return await this.#openNext(this.#parts.place.offset);
  }

  /**
   * The entries that arrived, at least one; undefined at the end.
   * @throws KtError KT_UNREACHABLE when the connection broke; KT_API when a file is none of the kind that is known.
   */
  async next(): Promise<Block | undefined> {
    try {
      return await this.#nextBlock();
    } catch (error) {
      if (error instanceof KtError || this.#parts.signal.aborted) throw error;
      throw this.#broken(error);
    }
  }

  async #nextBlock(): Promise<Block | undefined> {
    const { nowMs } = this.#parts.request;
    while (this.#chunks !== undefined) {
      const next = await this.#chunks.next();
      if (next.done === true) {
        if (await this.#openNext(0)) {
          const [ending] = this.#parser.endLine(nowMs());
          this.#lines.beginFile();
          if (ending !== undefined) return ending;
        } else {
          [this.unfinished] = this.#parser.end(nowMs());
        }
        continue;
      }
      const chunks = next.value;
      const [only] = chunks;
      const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
      if (this.#head !== undefined) this.#checkFormat(this.#head, bytes);
      const [block] = this.#parser.push(bytes, nowMs());
      if (block !== undefined) return block;
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks?.return();
    await this.#body?.[Symbol.asyncDispose]();
  }

  /** @param offset in the stored bytes of a file that is not compressed. */
  async #openNext(offset: number): Promise<boolean> {
    await this[Symbol.asyncDispose]();
    this.#body = undefined;
    this.#chunks = undefined;
    for (let file = this.#queue.shift(); file !== undefined; file = this.#queue.shift()) {
      const body = await this.#open(file, offset);
      if (body === undefined) continue;
      this.#body = body;
      this.#chunks = contentOf(body, file.isCompressed);
      return true;
    }
    return false;
  }

  async #open(file: LogFileName, offset: number): Promise<FileBody | undefined> {
    const { folder, request, relist, signal } = this.#parts;
    const part = offset > 0 && !file.isCompressed ? { from: offset } : undefined;
    const body = await folder.open(file.name, part, signal, true);
    if (!request.hasRotated || (file.rotatedAt !== "" && body !== undefined)) return body;
    const now = await relist();
    if (file.rotatedAt !== "") {
      const same = now.find(({ rotatedAt }) => rotatedAt === file.rotatedAt);
      if (same === undefined || same.name === file.name) this.deleted.push(file.name);
      else this.#queue.unshift(same);
      return undefined;
    }
    // What was the current file when it was listed may have been rotated before it was opened.
    const newer = now.filter(({ rotatedAt }) => rotatedAt > this.#newestDate);
    if (newer.length === 0) return body;
    await body?.[Symbol.asyncDispose]();
    // The oldest are deleted first: while the newest one known is there, nothing behind it is gone.
    const isJoined = this.#newestDate === "" || now.some(({ rotatedAt }) => rotatedAt === this.#newestDate);
    if (!isJoined) this.deleted.push(file.name);
    this.#newestDate = newer.at(-1)?.rotatedAt ?? this.#newestDate;
    this.#queue.unshift(...newer, file);
    return undefined;
  }

  #broken(cause: unknown): KtError {
    const { path, node } = this.#parts.folder;
    const why = cause instanceof Error ? cause.message : String(cause);
    return new KtError("KT_API", `a log file in ${path} of node "${node}" cannot be read: ${why}`, { cause });
  }

  /** Where a runtime writes files of another kind, the kubelet knows better how to read them. */
  #checkFormat(before: string, bytes: Buffer): void {
    this.#head = before + bytes.toString("latin1", 0, lookedAtBytes);
    const lines = this.#head.split("\n");
    // The first one may have been begun in the middle, the last one goes on.
    const whole = lines.slice(this.#parts.place.offset > 0 ? 1 : 0, -1);
    if (whole.length === 0 && this.#head.length < lookedAtBytes) return;
    this.#head = undefined;
    if (whole.some((line) => /^\S+ (?:stdout|stderr) [FP]/.test(line))) return;
    const { path, node } = this.#parts.folder;
    throw new KtError("KT_API", `the log files in ${path} of node "${node}" are of a kind that is not known`);
  }
}

const lookedAtBytes = 64 * 1024;

async function* contentOf(body: FileBody, isCompressed: boolean): AsyncGenerator<readonly Buffer[], void, void> {
  if (isCompressed) {
    for await (const bytes of decompressed(chunksOf(body))) yield [bytes];
  } else {
    for (let chunks = await body.next(); chunks !== undefined; chunks = await body.next()) yield chunks;
  }
}
