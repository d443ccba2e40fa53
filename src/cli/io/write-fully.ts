import { setTimeout as delay } from "node:timers/promises";
import { KtError } from "../../errors/kt-error.ts";
import type { ByteSink } from "./byte-sink.ts";
import { OutputClosed } from "./output-closed.ts";

/**
 * Writes all of the bytes, whatever pieces the system takes them in.
 * @throws OutputClosed when the reader is gone.
 * @throws KtError KT_OUTPUT when they cannot be written: no space left, an error of the disk.
 */
export async function writeFully(sink: ByteSink, bytes: Buffer): Promise<void> {
  let offset = 0;
  let waitMs = 1;
  while (offset < bytes.length) {
    try {
      offset += await sink.write(bytes, offset, bytes.length - offset);
      waitMs = 1;
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw outputError(error);
      // Somebody who shares this pipe or terminal has made it non-blocking; there is nothing to wait on but time.
      await delay(waitMs);
      waitMs = Math.min(waitMs * 2, 20);
    }
  }
}

function outputError(error: unknown): Error {
  const code = codeOf(error);
  // EIO: the terminal was closed. EOF: what libuv says on Windows for a closed pipe.
  if (code === "EPIPE" || code === "EIO" || code === "EOF" || code === "ECONNRESET") return new OutputClosed();
  return writeError(error, "standard output");
}

/** The system's error in words. @param where The file, or what it is called. @returns KtError KT_OUTPUT. */
export function writeError(error: unknown, where: string): KtError {
  const code = codeOf(error);
  return new KtError("KT_OUTPUT", `cannot write to ${where}: ${reasonOf(error)}`, {
    hint:
      code === "ENOSPC" || code === "EDQUOT"
        ? "df -h shows how full the disks are; --tail or --since print less"
        : undefined,
    cause: error,
  });
}

/**
 * The error of a folder of `-o dir` that could not be made, in words: it names the one of those above it that the system refused.
 * @returns KtError KT_OUTPUT.
 */
export function folderError(error: unknown, folder: string): KtError {
  const refused = error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : folder;
  const reason = folderReasons[codeOf(error)] ?? reasonOf(error);
  return new KtError("KT_OUTPUT", `cannot make the folder ${refused}: ${reason}`, {
    hint: "-o dir=PATH takes a folder that you may write to, such as -o dir=./logs",
    cause: error,
  });
}

const folderReasons: Readonly<Record<string, string>> = {
  ENOENT: "nothing can be made there",
  EEXIST: "a file has that name",
};

function reasonOf(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file has reached its greatest size",
  EBADF: "it is closed",
  EEXIST: "it exists already",
  EACCES: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of its path is a file",
  EISDIR: "it is a folder",
  ENOENT: "there is no folder for it",
  EPERM: "the system does not permit it",
};

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
