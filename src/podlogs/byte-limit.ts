import type { Block } from "../stream/block.ts";
import { pickEntries } from "../stream/pick-entries.ts";
import { isCaughtUp, type SourceItem } from "../stream/source.ts";

/**
 * Ends the items as soon as so many bytes of messages have come, each counted with its newline; the last message is
 * cut where the limit lies, as kubectl does.
 */
export async function* limitBytes(
  items: AsyncIterable<SourceItem>,
  limit: number,
): AsyncGenerator<SourceItem, void, void> {
  let bytesLeft = limit;
  if (bytesLeft <= 0) return;
  for await (const item of items) {
    if (isCaughtUp(item)) {
      yield item;
      continue;
    }
    let count = 0;
    while (count < item.count && bytesLeft > 0) {
      bytesLeft -= (item.ends[count] as number) - (item.starts[count] as number) + 1;
      count++;
    }
    yield bytesLeft > 0 ? item : cutBlock(item, count, -bytesLeft);
    if (bytesLeft <= 0) return;
  }
}

/** The first entries of the block, the last of them without its last `surplusBytes`, of which the newline is one. */
function cutBlock(block: Block, count: number, surplusBytes: number): Block {
  const limited = pickEntries(
    block,
    Uint32Array.from({ length: count }, (_, index) => index),
    count,
  );
  if (surplusBytes <= 1) return limited;
  const ends = limited.ends.slice(0, count);
  ends[count - 1] = (ends[count - 1] as number) - (surplusBytes - 1);
  return { ...limited, ends };
}
