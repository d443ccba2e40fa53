import type { Block } from "./block.ts";
import { allocateColumns } from "./block-columns.ts";

/**
 * The entries of consecutive blocks of one source as one block, whose bytes are their messages and nothing else.
 *
 * @param blocks at least one, all of the same {@link Block.source}, in their order.
 */
export function joinBlocks(blocks: readonly [Block, ...Block[]]): Block {
  const last = blocks.at(-1) ?? blocks[0];
  let count = 0;
  let messageBytes = 0;
  for (const block of blocks) {
    count += block.count;
    messageBytes += messageBytesOf(block);
  }
  const bytes = Buffer.allocUnsafe(messageBytes);
  const { seconds, nanos, starts, ends } = allocateColumns(count);
  const keySeconds = blocks.every((block) => block.keySeconds === block.seconds) ? seconds : new Float64Array(count);
  const keyNanos = blocks.every((block) => block.keyNanos === block.nanos) ? nanos : new Uint32Array(count);
  const flags = blocks.some((block) => block.flags !== undefined) ? new Uint8Array(count) : undefined;
  let to = 0;
  let at = 0;
  for (const block of blocks) {
    seconds.set(block.seconds.subarray(0, block.count), to);
    nanos.set(block.nanos.subarray(0, block.count), to);
    if (keySeconds !== seconds) keySeconds.set(block.keySeconds.subarray(0, block.count), to);
    if (keyNanos !== nanos) keyNanos.set(block.keyNanos.subarray(0, block.count), to);
    if (block.flags !== undefined) flags?.set(block.flags.subarray(0, block.count), to);
    for (let index = 0; index < block.count; index++, to++) {
      starts[to] = at;
      at += block.bytes.copy(bytes, at, block.starts[index], block.ends[index]);
      ends[to] = at;
    }
  }
  const { source, arrivedMs } = last;
  return { source, bytes, count, starts, ends, seconds, nanos, keySeconds, keyNanos, flags, arrivedMs };
}

/** How many bytes the messages of a block have together. */
export function messageBytesOf(block: Block): number {
  let bytes = 0;
  for (let index = 0; index < block.count; index++) {
    bytes += (block.ends[index] as number) - (block.starts[index] as number);
  }
  return bytes;
}
