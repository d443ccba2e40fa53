import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it; one that is there is left as it is. Node's own way of doing that (`recursive`, up to Node 26)
 * never ends where the system says of an existing folder's child that it does not exist, as `/proc` does, and no signal ends it.
 * @throws the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  try {
    await makeOne(path);
    return;
  } catch (error) {
    if (!isMissing(error) || parent === path) throw error;
  }
  await makeFolder(parent);
  await makeOne(path);
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    // Not only EEXIST says that it is there: where a file system is mounted it may be EROFS, EPERM or EACCES.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Why it could not be made says more.
    return false;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
