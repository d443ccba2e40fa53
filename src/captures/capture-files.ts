import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { KtError } from "../errors/kt-error.ts";

/**
 * The files that are meant by paths: of a folder all files in it and below, by name, hidden ones left out. What does not
 * exist stays in the list, so that it fails by itself and not the others with it.
 * @throws KtError KT_CAPTURE for a folder without files, or one that cannot be read.
 */
export async function findCaptureFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => filesOf(path)));
  return [...new Set(found.flat())];
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await isFolder(path))) return [path];
  const files = await filesBelow(path);
  if (files.length > 0) return files;
  throw new KtError("KT_CAPTURE", `${path} holds no files`, { hint: `ls -la ${path}` });
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/(?:^|[\\/])\.[^\\/]+/.test(file.slice(folder.length)))
      .toSorted();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_CAPTURE", `${folder} cannot be read: ${why}`, { hint: `ls -la ${folder}`, cause });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Whoever opens it says why.
    return false;
  }
}
