import { readdir } from "node:fs/promises";
import { KtError } from "../../errors/kt-error.ts";
import { shellWord } from "../../text/shell-word.ts";
import { writeError } from "../io/write-fully.ts";

/**
 * Looks whether a folder may be filled: when it is not there, or empty. Nothing is ever overwritten.
 * @param flag How it was asked for, up to its path.
 * @throws KtError KT_OUTPUT otherwise.
 */
export async function checkEmptyFolder(path: string, flag: string = "-o dir="): Promise<void> {
  let names: readonly string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw writeError(error, path);
  }
  if (names.length === 0) return;
  throw new KtError("KT_OUTPUT", `${path} is not empty, and nothing in it shall be overwritten`, {
    hint: `another name: ${flag}${shellWord(`${path}-2`)}`,
  });
}
