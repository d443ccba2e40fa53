import type { Batch } from "./batch.ts";
import { EntryFlag } from "./block.ts";

/** How much {@link takeFirst} takes. */
export interface FirstEntries {
  /** How many entries; one without a newline at its end, as the last of a log may be, is one like all others. */
  readonly entries?: number | undefined;
  /** Whether a record of several lines counts as one, and comes out whole. */
  readonly asRecords?: boolean | undefined;
  /** How many bytes of their messages; newlines are not counted, and the entry that crosses the limit is cut there, and is the last. */
  readonly bytes?: number | undefined;
}

/** Ends after the first entries of a merge. */
export async function* takeFirst(
  batches: AsyncIterable<Batch>,
  limits: FirstEntries,
): AsyncGenerator<Batch, void, void> {
  let entriesLeft = limits.entries ?? Number.POSITIVE_INFINITY;
  let bytesLeft = limits.bytes ?? Number.POSITIVE_INFINITY;
  if (entriesLeft <= 0 || bytesLeft <= 0) return;
  for await (const batch of batches) {
    let count = Math.min(batch.count, entriesLeft);
    if (limits.asRecords === true) {
      for (count = 0; count < batch.count && entriesLeft > 0; count++) if (!isGoingOn(batch, count)) entriesLeft--;
    } else {
      entriesLeft -= count;
    }
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

/** Whether the record of an entry has more lines behind it. All of a record lie in one block. */
function isGoingOn(batch: Batch, index: number): boolean {
  const block = batch.blocks[batch.block[index] as number];
  const next = (batch.entry[index] as number) + 1;
  return block?.flags !== undefined && next < block.count && ((block.flags[next] ?? 0) & EntryFlag.continuation) !== 0;
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
