import type { Block } from "./block.ts";
import { joinBlocks, messageBytesOf } from "./join-blocks.ts";

/**
 * The same entries with bytes of their own size: a block that was thinned out by a filter, or that is a small
 * slice of a large network buffer, otherwise keeps all of those bytes in memory. Returned as it is when there is
 * little to win.
 */
export function compactBlock(block: Block): Block {
  return messageBytesOf(block) * 2 >= block.bytes.buffer.byteLength ? block : joinBlocks([block]);
}
