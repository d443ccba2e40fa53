import { pipeline, Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";

/** Whether a gzip stream begins with these bytes (RFC 1952). */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The same bytes, decompressed when they are gzip, of which several may stand one after the other. Those are read ahead, so that
 * whoever leaves early must end what the chunks come from.
 */
export async function* decompressed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  let isReadAhead = false;
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
    isReadAhead = true;
    // Errors on either side come out where the chunks are read.
    pipeline(Readable.from(chained(first, iterator)), unzipped, () => {});
    for await (const chunk of unzipped) if (Buffer.isBuffer(chunk)) yield chunk;
  } finally {
    const closed = iterator.return?.();
    // The decompressor may be waiting for a chunk that never comes, and the chunks are not closed before it does.
    if (isReadAhead) closed?.catch(() => undefined);
    else await closed;
  }
}

const chunkBytes = 256 * 1024;

async function* chained(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, void> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** What the beginning of a gzip stream holds, as far as it goes. @throws Error when it is broken. */
export function decompressBeginning(bytes: Buffer): Buffer {
  const { constants } = process.getBuiltinModule("node:zlib");
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}
