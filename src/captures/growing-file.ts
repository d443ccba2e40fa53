import { type FileHandle, open, stat } from "node:fs/promises";
import { isGzip } from "../logfiles/decompressed.ts";
import type { Notices } from "../stream/notice.ts";
import { caughtUp } from "../stream/source.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import type { CaptureFile } from "./capture-files.ts";
import { type CaptureInput, type CaptureItem, fileInput, replaced } from "./capture-input.ts";

/** What following a file needs. */
export interface GrowingFileEnvironment {
  readonly clock: Clock;
  readonly notices: Notices;
}

/**
 * A file that is followed as `tail -F` does: by its name, past its end, and on in the file that takes its place. Looks for more on a timer, since
 * not every file system tells of changes. A compressed file does not grow: it is read and has ended.
 */
export function growingFileInput(file: CaptureFile, environment: GrowingFileEnvironment): CaptureInput {
  const { path, facts, format } = file;
  return { name: path, facts, format, isLive: false, open: (signal) => follow(file, environment, signal) };
}

const pollMs = 250;

async function* follow(
  captureFile: CaptureFile,
  { clock, notices }: GrowingFileEnvironment,
  signal: AbortSignal,
): AsyncGenerator<CaptureItem, void, void> {
  const { path } = captureFile;
  let file = await open(path);
  try {
    if (await isCompressed(file)) {
      yield* fileInput(captureFile).open(signal);
      return;
    }
    let position = 0;
    let isCaughtUp = false;
    while (!signal.aborted) {
      const chunk = await readAt(file, position);
      if (chunk.length > 0) {
        position += chunk.length;
        yield chunk;
        continue;
      }
      if (!isCaughtUp) {
        isCaughtUp = true;
        yield caughtUp;
      }
      await pause(clock, pollMs, signal);
      const successor = await successorOf(file, path, position);
      if (successor === undefined) continue;
      // What was written after our last look and before the file gave way.
      if (successor !== file) yield* restOf(file, position);
      notices.notice({ level: "info", about: path, message: "was replaced or cut; its new beginning is read" });
      yield replaced;
      position = 0;
      if (successor === file) continue;
      await file.close();
      file = successor;
    }
  } finally {
    await file.close();
  }
}

async function isCompressed(file: FileHandle): Promise<boolean> {
  const { buffer } = await file.read({ buffer: Buffer.alloc(2), position: 0 });
  return isGzip(buffer);
}

async function readAt(file: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.allocUnsafe(chunkBytes), position });
  return buffer.subarray(0, bytesRead);
}

const chunkBytes = 256 * 1024;

async function* restOf(file: FileHandle, from: number): AsyncGenerator<Buffer, void, void> {
  let position = from;
  for (let chunk = await readAt(file, position); chunk.length > 0; chunk = await readAt(file, position)) {
    position += chunk.length;
    yield chunk;
  }
}

/** The file to go on in from its beginning: another of that name, or the same one when it was cut; undefined: as before. */
async function successorOf(file: FileHandle, path: string, position: number): Promise<FileHandle | undefined> {
  const [now, before] = await Promise.all([stat(path).catch(() => undefined), file.stat()]);
  // For a moment there is none while a file is being replaced.
  if (now === undefined) return undefined;
  if (now.ino === before.ino && now.dev === before.dev) return before.size < position ? file : undefined;
  return await open(path).catch(() => undefined);
}
