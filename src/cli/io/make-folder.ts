import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it; one that is there is left as it is. Node's own way of doing that (`recursive`, up to Node 26)
 * never ends where the system says of an existing folder's child that it does not exist, as `/proc` does, and no signal ends it.
 * @throws the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  const failure = await tryToMake(path);
  if (failure === undefined) return;
  const parent = dirname(path);
  if (codeOf(failure) !== "ENOENT" || parent === path) throw failure;
  await makeFolder(parent);
  const again = await tryToMake(path);
  if (again !== undefined) throw again;
}

/** @returns what keeps the folder from being made; undefined when it is there. */
async function tryToMake(path: string): Promise<unknown> {
  try {
    await mkdir(path);
    return undefined;
  } catch (error) {
    // Not only EEXIST says so: above a mounted folder it may be EROFS, EPERM or EACCES.
    return (await isFolder(path)) ? undefined : error;
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

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
