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
  for (const [index, file] of files.entries().toArray().toReversed()) {
    for (let sizeBytes = Math.max(firstBytes, missing * usualLineBytes); ; sizeBytes *= 4) {
      const part = file.isCompressed ? undefined : { last: sizeBytes };
      await using body = await folder.open(file.name, part, signal);
      if (body === undefined) break;
      const count = await countEntries(body, wanted);
      const offset = Math.max(0, (body.sizeBytes ?? 0) - sizeBytes);
      const isWhole = file.isCompressed || offset === 0;
      if (count >= missing) return { index, offset: isWhole ? 0 : offset };
      if (!isWhole) continue;
      missing -= count;
      break;
    }
  }
  return { index: 0, offset: 0 };
}

const spareEntries = 16;
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
