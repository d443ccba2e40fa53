import type { Block } from "./block.ts";

/**
 * The same entries with bytes of their own size: a block that was thinned out by a filter, or that is a small
 * slice of a large network buffer, otherwise keeps all of those bytes in memory. Returned as it is when there is
 * little to win.
 */
export function compactBlock(block: Block): Block {
  const { count, bytes } = block;
  let messageBytes = 0;
  for (let index = 0; index < count; index++) {
    messageBytes += (block.ends[index] as number) - (block.starts[index] as number);
  }
  if (messageBytes * 2 >= bytes.buffer.byteLength) return block;
  const packed = Buffer.allocUnsafe(messageBytes);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let at = 0;
  for (let index = 0; index < count; index++) {
    starts[index] = at;
    at += bytes.copy(packed, at, block.starts[index] as number, block.ends[index] as number);
    ends[index] = at;
  }
  return { ...block, bytes: packed, starts, ends };
}
