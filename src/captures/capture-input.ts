import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { SourceFacts } from "../stream/source-info.ts";
import type { CaughtUp } from "../stream/source.ts";
import type { CaptureFile } from "./capture-files.ts";
import type { CaptureFormat } from "./format-name.ts";

/** The file was replaced by another of its name: what comes next is not the rest of a line. */
export const replaced: unique symbol = Symbol("replaced");

/** What comes out of a capture: bytes, and where it stands. */
export type CaptureItem = Buffer | CaughtUp | typeof replaced;

/** A place that a capture is read from. */
export interface CaptureInput {
  /** For messages: the path as it was written. */
  readonly name: string;
  /** What is known of its lines when they tell nothing themselves. */
  readonly facts: SourceFacts;
  /** How its lines are written, where that is known; absent: found out from the first ones. */
  readonly format?: CaptureFormat | undefined;
  /** Whether a program may still be writing what comes: it is shown without waiting for more. */
  readonly isLive: boolean;
  /** The bytes, decompressed. An abort may end them with an error. */
  open(signal: AbortSignal): AsyncIterable<CaptureItem, void>;
}

/** Standard input, or anything else that comes as it is written. */
export function streamInput(name: string, open: (signal: AbortSignal) => AsyncIterable<Buffer>): CaptureInput {
  return { name, facts: { service: name }, isLive: true, open: (signal) => decompressed(open(signal)) };
}

/** A file as it is now. */
export function fileInput({ path, facts, format }: CaptureFile): CaptureInput {
  return {
    name: path,
    facts,
    format,
    isLive: false,
    open: (signal) => decompressed(createReadStream(path, { signal, highWaterMark: chunkBytes })),
  };
}

const chunkBytes = 256 * 1024;

/** Whether a gzip stream begins with these bytes (RFC 1952). */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The same bytes, decompressed when they are gzip, of which several may stand one after the other. */
async function* decompressed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    let first: Buffer = Buffer.alloc(0);
    let next = await iterator.next();
    while (next.done !== true && first.length < 2) {
      first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
      if (first.length < 2) next = await iterator.next();
    }
    if (!isGzip(first)) {
      if (first.length > 0) yield first;
      for (let more = await iterator.next(); more.done !== true; more = await iterator.next()) yield more.value;
      return;
    }
    const unzipped = createGunzip({ chunkSize: chunkBytes });
    // Errors on either side come out where the chunks are read.
    pipeline(Readable.from(chained(first, iterator)), unzipped, () => {});
    for await (const chunk of unzipped) if (Buffer.isBuffer(chunk)) yield chunk;
  } finally {
    await iterator.return?.();
  }
}

async function* chained(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
