import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { KtError } from "../../errors/kt-error.ts";
import { makeFolder } from "../io/make-folder.ts";
import { folderError, writeError } from "../io/write-fully.ts";

/** A file that is only ever appended to. */
interface Appended {
  handle: FileHandle | undefined;
  /** Whether it was made: from then on it is opened again. */
  isMade: boolean;
  size: number;
  /** Where the last whole line ends. */
  linesEnd: number;
}

/**
 * Appends to any number of new files with few of them open at a time. A file that is there already is never touched. Calls must not
 * overlap.
 */
export class FileAppender {
  readonly #mostOpen: number;
  readonly #files = new Map<string, Appended>();
  /** Those that are open, the one used longest ago first. */
  readonly #open = new Set<Appended>();

  constructor(mostOpen: number = 64) {
    this.#mostOpen = mostOpen;
  }

  /**
   * Writes the chunks behind what the file holds; makes it, and its folders, at the first call. When that fails the file is left with whole
   * lines.
   * @throws KtError KT_OUTPUT.
   */
  async append(path: string, chunks: readonly Buffer[]): Promise<void> {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = { handle: undefined, isMade: false, size: 0, linesEnd: 0 };
      this.#files.set(path, file);
    }
    try {
      const handle = await this.#opened(file, path);
      for (const chunk of chunks) await appendChunk(file, handle, chunk);
    } catch (error) {
      // What is there of a line that was cut off would be taken for a whole one.
      await file.handle?.truncate(file.linesEnd).catch(() => undefined);
      throw error instanceof KtError ? error : writeError(error, path);
    }
  }

  /** Closes all files. @throws KtError KT_OUTPUT when the system could not keep what was written. */
  async close(): Promise<void> {
    for (const [path, file] of this.#files) {
      try {
        await this.#shut(file);
      } catch (error) {
        throw writeError(error, path);
      }
    }
  }

  async #opened(file: Appended, path: string): Promise<FileHandle> {
    this.#open.delete(file);
    if (file.handle === undefined) {
      for (const oldest of this.#open) {
        if (this.#open.size < this.#mostOpen) break;
        await this.#shut(oldest);
      }
      if (!file.isMade) await makeFolderOf(path);
      file.handle = await open(path, file.isMade ? "a" : "ax");
      file.isMade = true;
    }
    this.#open.add(file);
    return file.handle;
  }

  async #shut(file: Appended): Promise<void> {
    const { handle } = file;
    file.handle = undefined;
    this.#open.delete(file);
    await handle?.close();
  }
}

async function makeFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw folderError(error, folder);
  }
}

async function appendChunk(file: Appended, handle: FileHandle, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, offset, chunk.length - offset);
    const newlineAt = chunk.subarray(offset, offset + bytesWritten).lastIndexOf(0x0a);
    if (newlineAt >= 0) file.linesEnd = file.size + newlineAt + 1;
    file.size += bytesWritten;
    offset += bytesWritten;
  }
}
