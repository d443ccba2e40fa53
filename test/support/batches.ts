import type { Batch } from "../../src/stream/batch.ts";
import type { Block } from "../../src/stream/block.ts";

/** One batch of these entries, each named by its block and its place there. */
export function batchOf(
  entries: readonly (readonly [block: Block, entry: number])[],
  isLive = false,
  flags = 0,
): Batch {
  const blocks = [...new Set(entries.map(([block]) => block))];
  return {
    isLive,
    count: entries.length,
    blocks,
    block: Uint32Array.from(entries, ([block]) => blocks.indexOf(block)),
    entry: Uint32Array.from(entries, ([, entry]) => entry),
    flags: new Uint8Array(entries.length).fill(flags),
  };
}

/**
 * Gives these batches out as a merge does: each one's arrays are spoilt as soon as the next one is asked for.
 * @param closed called when the reader has left or all is out.
 */
export async function* perishable(
  batches: Iterable<Batch>,
  closed: () => void = () => undefined,
): AsyncGenerator<Batch, void, void> {
  try {
    for (const batch of batches) {
      const blocks = [...batch.blocks];
      const mine = {
        ...batch,
        blocks,
        block: batch.block.slice(),
        entry: batch.entry.slice(),
        flags: batch.flags.slice(),
      };
      yield mine;
      blocks.length = 0;
      mine.block.fill(99);
      mine.entry.fill(99);
      mine.flags.fill(99);
    }
  } finally {
    closed();
  }
}
