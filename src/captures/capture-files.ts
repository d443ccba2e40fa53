import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { KtError } from "../errors/kt-error.ts";
import type { SourceFacts } from "../stream/source-info.ts";
import { shellWord } from "../text/shell-word.ts";
import { folderIndexName, type IndexedFile, parseFolderIndex } from "./folder-index.ts";
import type { CaptureFormat } from "./format-name.ts";
import { factsOfPath } from "./path-facts.ts";

/** A file to read, and what is known of it before it is opened. */
export interface CaptureFile {
  readonly path: string;
  readonly facts: SourceFacts;
  /** Absent: found out from its first lines. */
  readonly format?: CaptureFormat;
}

/**
 * The files that are meant by paths: of a folder all files in it and below, hidden ones left out; by name, those of `-o dir=PATH` in
 * the order of its index. What does not exist stays in the list, so that it fails by itself and not the others with it.
 * @throws KtError KT_CAPTURE for a folder without files, or one that cannot be read.
 */
export async function findCaptureFiles(paths: readonly string[]): Promise<readonly CaptureFile[]> {
  const found = (await Promise.all(paths.map((path) => filesOf(path)))).flat();
  return [...new Map(found.toReversed().map((file) => [file.path, file])).values()].toReversed();
}

async function filesOf(path: string): Promise<readonly CaptureFile[]> {
  if (!(await isFolder(path))) return [{ path, facts: factsOfPath(path) }];
  const files = await filesBelow(path);
  const indexes = new Map<string, IndexedFile & { readonly rank: number }>();
  const logs: string[] = [];
  for (const file of files) {
    const indexed = basename(file) === folderIndexName ? await indexedBy(file) : [];
    if (indexed.length === 0) logs.push(file);
    else for (const [name, entry] of indexed) indexes.set(name, { ...entry, rank: indexes.size });
  }
  if (logs.length === 0)
    throw new KtError("KT_CAPTURE", `${path} holds no files`, { hint: `ls -la ${shellWord(path)}` });
  const last = indexes.size;
  return logs
    .toSorted((a, b) => (indexes.get(a)?.rank ?? last) - (indexes.get(b)?.rank ?? last))
    .map((file) => {
      const indexed = indexes.get(file);
      if (indexed === undefined) return { path: file, facts: factsOfPath(file) };
      return { path: file, facts: indexed.facts, format: indexed.format };
    });
}

/** The files that an index names, in its order, by their paths; none when it is no index, or cannot be read. */
async function indexedBy(index: string): Promise<readonly (readonly [path: string, file: IndexedFile])[]> {
  const folder = index.slice(0, -folderIndexName.length);
  // As a file of the folder it fails by itself, with the reason.
  const text = await readFile(index, "utf8").catch(() => "");
  return parseFolderIndex(text)
    .toSorted((a, b) => a.place - b.place || (a.facts.instance ?? 0) - (b.facts.instance ?? 0))
    .map((file) => [join(folder, file.file.replaceAll("/", sep)), file]);
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/(?:^|[\\/])\.[^\\/]+/.test(relative(folder, file)))
      .toSorted();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_CAPTURE", `${folder} cannot be read: ${why}`, { hint: `ls -la ${shellWord(folder)}`, cause });
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
