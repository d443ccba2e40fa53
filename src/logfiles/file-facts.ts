import type { Instant } from "../time/timestamp.ts";
import { TimestampReader } from "../time/timestamp.ts";
import { decompressBeginning, decompressed, isGzip } from "./decompressed.ts";
import { chunksOf } from "./file-body.ts";
import type { LogFileName } from "./log-file-name.ts";
import type { NodeFolder } from "./node-folder.ts";

/** What a log file holds. */
export interface FileFacts {
  readonly file: LogFileName;
  /** As it lies on the node, compressed or not. */
  readonly sizeBytes: number;
  /** Times of its first and its last line; absent when it has none. */
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
}

/**
 * Looks into a log file, at its beginning and its end; a compressed one must be read to its end for that.
 * @returns undefined when it is not there (any more).
 * @throws KtError as `NodeFolder.open`.
 */
export async function describeFile(
  folder: NodeFolder,
  file: LogFileName,
  signal: AbortSignal,
): Promise<FileFacts | undefined> {
  const beginning = await readBeginning(folder, file, signal);
  if (beginning === undefined) return undefined;
  const { first, sizeBytes } = beginning;
  const last = first === undefined ? undefined : await lastTime(folder, file, signal);
  return { file, sizeBytes, first, last: last ?? first };
}

/** What the beginning of a file tells. */
export interface FileBeginning {
  /** The time of its first line; absent when it has none. */
  readonly first: Instant | undefined;
  readonly sizeBytes: number;
  /** Whether parts of it can be had. */
  readonly hasParts: boolean;
}

/** @returns undefined when the file is not there (any more). @throws KtError as `NodeFolder.open`. */
export async function readBeginning(
  folder: NodeFolder,
  { name, isCompressed }: LogFileName,
  signal: AbortSignal,
): Promise<FileBeginning | undefined> {
  const wantedBytes = isCompressed ? headOfCompressedBytes : longestTimeBytes;
  await using body = await folder.open(name, { from: 0, to: wantedBytes }, signal);
  if (body === undefined) return undefined;
  const head = await body.take(wantedBytes);
  const text = isGzip(head) ? decompressBeginning(head) : head;
  return { first: timeAt(text, 0), sizeBytes: body.sizeBytes ?? 0, hasParts: body.isPart };
}

const longestTimeBytes = 40;
const headOfCompressedBytes = 4096;

async function lastTime(folder: NodeFolder, file: LogFileName, signal: AbortSignal): Promise<Instant | undefined> {
  const part = file.isCompressed ? undefined : { last: tailBytes };
  await using body = await folder.open(file.name, part, signal);
  if (body === undefined) return undefined;
  let tail: Buffer = Buffer.alloc(0);
  for await (const bytes of decompressed(chunksOf(body))) {
    tail = bytes.length >= tailBytes ? bytes : Buffer.concat([tail, bytes]).subarray(-tailBytes);
  }
  for (let end = tail.length - 1; end > 0; ) {
    const newline = tail.lastIndexOf(0x0a, end - 1);
    const time = timeAt(tail, newline + 1);
    if (time !== undefined || newline < 0) return time;
    end = newline;
  }
  return undefined;
}

/** A piece of a line has at most 16 KiB. */
const tailBytes = 20 * 1024;

function timeAt(bytes: Buffer, at: number): Instant | undefined {
  const reader = new TimestampReader();
  if (reader.read(bytes, at, bytes.length) < 0) return undefined;
  return { seconds: reader.seconds, nanos: reader.nanos };
}
