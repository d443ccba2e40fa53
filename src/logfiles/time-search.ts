import { TimestampReader } from "../time/timestamp.ts";
import { readBeginning } from "./file-facts.ts";
import type { FilePlace } from "./file-place.ts";
import type { LogFileName } from "./log-file-name.ts";
import type { NodeFolder } from "./node-folder.ts";

/**
 * Finds by bisection where reading must begin so that every entry from a second on comes, and little before it: some
 * kilobytes are asked for at each step instead of the whole.
 * @param files in the order in which they were written, at least one.
 */
export async function findSecond(
  folder: NodeFolder,
  files: readonly LogFileName[],
  second: number,
  signal: AbortSignal,
): Promise<FilePlace> {
  const before = second - regressionSeconds;
  for (const [index, file] of files.entries().toArray().toReversed()) {
    const beginning = await readBeginning(folder, file, signal);
    if (beginning?.first === undefined || beginning.first.seconds >= before) continue;
    const { sizeBytes, hasParts } = beginning;
    if (file.isCompressed || !hasParts) return { index, offset: 0 };
    return { index, offset: await bisect(folder, { file, sizeBytes, before }, signal) };
  }
  return { index: 0, offset: 0 };
}

/** Timestamps of one container run backwards by milliseconds. */
const regressionSeconds = 1;

interface Search {
  readonly file: LogFileName;
  readonly sizeBytes: number;
  readonly before: number;
}

async function bisect(folder: NodeFolder, { file, sizeBytes, before }: Search, signal: AbortSignal): Promise<number> {
  let low = 0;
  let high = sizeBytes;
  while (high - low > enoughBytes) {
    const middle = low + Math.floor((high - low) / 2);
    const line = await lineBehind(folder, file.name, middle, signal);
    if (line !== undefined && line.second < before) low = line.offset;
    else high = middle;
  }
  return low;
}

/** Not worth another question. */
const enoughBytes = 256 * 1024;

/** The first line that begins behind an offset. */
async function lineBehind(
  folder: NodeFolder,
  name: string,
  from: number,
  signal: AbortSignal,
): Promise<{ readonly offset: number; readonly second: number } | undefined> {
  await using body = await folder.open(name, { from, to: from + longestPieceBytes }, signal);
  if (body?.isPart !== true) return undefined;
  const bytes = await body.take(longestPieceBytes);
  const reader = new TimestampReader();
  for (let newline = bytes.indexOf(0x0a); newline >= 0; newline = bytes.indexOf(0x0a, newline + 1)) {
    if (reader.read(bytes, newline + 1, bytes.length) > 0)
      return { offset: from + newline + 1, second: reader.seconds };
  }
  return undefined;
}

/** Runtimes cut lines into pieces of at most 16 KiB; with what stands before it, one begins within so many bytes. */
const longestPieceBytes = 20 * 1024;
