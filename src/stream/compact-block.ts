import type { Block } from "./block.ts";
import { joinBlocks, messageBytesOf } from "./join-blocks.ts";

/**
 * The same entries with bytes of their own size: a block that was thinned out by a filter otherwise keeps all of its
 * bytes in memory. Returned as it is when there is little to win.
 */
export function compactBlock(block: Block): Block {
  return messageBytesOf(block) * 2 >= block.bytes.length ? block : joinBlocks([block]);
}
