import type { Batch } from "./batch.ts";

/**
 * Ends after the first entries of a merge.
 *
 * @param limits how many entries (`entries`; one without a newline at its end, as the last of a log may be, is one like
 *   all others), or how many bytes of their messages (`bytes`; newlines are not counted, and the entry that crosses
 *   the limit is cut there, and is the last).
 */
export async function* takeFirst(
  batches: AsyncIterable<Batch>,
  limits: { readonly entries?: number | undefined; readonly bytes?: number | undefined },
): AsyncGenerator<Batch, void, void> {
  let entriesLeft = limits.entries ?? Number.POSITIVE_INFINITY;
  let bytesLeft = limits.bytes ?? Number.POSITIVE_INFINITY;
  if (entriesLeft <= 0 || bytesLeft <= 0) return;
  for await (const batch of batches) {
    let count = Math.min(batch.count, entriesLeft);
    entriesLeft -= count;
    let cut: Batch | undefined;
    if (bytesLeft !== Number.POSITIVE_INFINITY) {
      for (let index = 0; index < count; index++) {
        const messageBytes = messageBytesOf(batch, index);
        if (messageBytes >= bytesLeft) {
          count = index + 1;
          cut = messageBytes > bytesLeft ? withCutEntry(batch, index, bytesLeft) : undefined;
          bytesLeft = 0;
          break;
        }
        bytesLeft -= messageBytes;
      }
    }
    yield { ...(cut ?? batch), count };
    if (entriesLeft <= 0 || bytesLeft <= 0) return;
  }
}

function messageBytesOf(batch: Batch, index: number): number {
  const block = batch.blocks[batch.block[index] as number];
  const entry = batch.entry[index] as number;
  return block === undefined ? 0 : (block.ends[entry] as number) - (block.starts[entry] as number);
}

/** The batch with a block of its own for one entry, whose message is cut after `bytes` bytes. */
function withCutEntry(batch: Batch, index: number, bytes: number): Batch {
  const place = batch.block[index] as number;
  const original = batch.blocks[place];
  if (original === undefined) return batch;
  const entry = batch.entry[index] as number;
  const ends = original.ends.slice(0, original.count);
  ends[entry] = (original.starts[entry] as number) + bytes;
  const block = batch.block.slice(0, batch.count);
  block[index] = batch.blocks.length;
  return { ...batch, blocks: [...batch.blocks, { ...original, ends }], block };
}
