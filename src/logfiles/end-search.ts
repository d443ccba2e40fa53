import { LineParser } from "../stream/line-parser.ts";
import type { Block } from "../stream/block.ts";
import { pickWithin } from "../stream/time-range.ts";
import type { TimeWindow } from "../time/time-window.ts";
import { CriLines } from "./cri-lines.ts";
import { decompressed } from "./decompressed.ts";
import { chunksOf, type FileBody } from "./file-body.ts";
import type { FilePlace } from "./file-place.ts";
import type { LogFileName } from "./log-file-name.ts";
import type { NodeFolder } from "./node-folder.ts";

/** Which entries at the end are wanted. */
export interface EndWanted {
  readonly entries: number;
  readonly range: TimeWindow;
  readonly stream: "stdout" | "stderr" | undefined;
}

/**
 * Finds from the end where reading must begin so that the last wanted entries come, and little before them.
 * @param files in the order in which they were written, at least one.
 */
export async function findLastEntries(
  folder: NodeFolder,
  files: readonly LogFileName[],
  wanted: EndWanted,
  signal: AbortSignal,
): Promise<FilePlace> {
  // The first line may be the rest of one that begins before it.
  let missing = wanted.entries + spareEntries;
  const count = (body: FileBody): Promise<number> => countEntries(body, wanted);
  for (const [index, file] of files.entries().toArray().toReversed()) {
    const end = await searchEnd(folder, file, { missing, count }, signal);
    if (end.count >= missing) return { index, offset: end.offset };
    missing -= end.count;
  }
  return { index: 0, offset: 0 };
}

const spareEntries = 16;

/**
 * The offset in a file that is not compressed at which reading must begin so that its last lines come whole, and little before
 * them; 0 when the file is not there. @throws KtError as `NodeFolder.open`.
 */
export async function findLastLines(
  folder: NodeFolder,
  name: string,
  lines: number,
  signal: AbortSignal,
): Promise<number> {
  // The first line may have begun before the place.
  const search = { missing: lines + 1, count: countLines };
  return (await searchEnd(folder, { name, isCompressed: false }, search, signal)).offset;
}

interface EndSearch {
  readonly missing: number;
  readonly count: (body: FileBody) => Promise<number>;
}

/** Looks at larger and larger ends of a file until one holds what is missing, or it is the whole; nothing of it is kept. */
async function searchEnd(
  folder: NodeFolder,
  { name, isCompressed }: Pick<LogFileName, "name" | "isCompressed">,
  { missing, count }: EndSearch,
  signal: AbortSignal,
): Promise<{ readonly count: number; readonly offset: number }> {
  for (let lastBytes = Math.max(firstBytes, missing * usualLineBytes); ; lastBytes *= 4) {
    await using body = await folder.open(name, isCompressed ? undefined : { last: lastBytes }, signal);
    if (body === undefined) return { count: 0, offset: 0 };
    const found = await count(body);
    const offset = body.isPart ? Math.max(0, (body.sizeBytes ?? 0) - lastBytes) : 0;
    if (found >= missing || offset === 0) return { count: found, offset };
  }
}

const firstBytes = 64 * 1024;
const usualLineBytes = 256;

async function countEntries(body: FileBody, { range, stream }: EndWanted): Promise<number> {
  const parser = new LineParser(new CriLines({ id: 0, facts: {} }, { keepsUnknown: false, stream }));
  const counted = (blocks: readonly Block[]): number =>
    blocks.reduce((sum, block) => sum + pickWithin(block, range).count, 0);
  let count = 0;
  for await (const bytes of decompressed(chunksOf(body))) count += counted(parser.push(bytes, 0));
  return count + counted(parser.end(0));
}

async function countLines(body: FileBody): Promise<number> {
  let count = 0;
  for await (const bytes of chunksOf(body)) {
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  }
  return count;
}

const newline = 0x0a;
