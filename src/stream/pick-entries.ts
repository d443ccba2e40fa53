import type { Block } from "./block.ts";
import { allocateColumns } from "./block-columns.ts";

/**
 * The block with only the entries that `indices` names (the first `count` of them, in rising order). The
 * bytes are shared with the original; the block itself is returned when everything was picked.
 */
export function pickEntries(block: Block, indices: Uint32Array, count: number): Block {
  if (count === block.count) return block;
  const { seconds, nanos, starts, ends } = allocateColumns(count);
  const keySeconds = block.keySeconds === block.seconds ? seconds : new Float64Array(count);
  const keyNanos = block.keyNanos === block.nanos ? nanos : new Uint32Array(count);
  const flags = block.flags === undefined ? undefined : new Uint8Array(count);
  for (let to = 0; to < count; to++) {
    const from = indices[to] as number;
    seconds[to] = block.seconds[from] as number;
    nanos[to] = block.nanos[from] as number;
    starts[to] = block.starts[from] as number;
    ends[to] = block.ends[from] as number;
    if (keySeconds !== seconds) keySeconds[to] = block.keySeconds[from] as number;
    if (keyNanos !== nanos) keyNanos[to] = block.keyNanos[from] as number;
    if (flags !== undefined) flags[to] = block.flags?.[from] as number;
  }
  return { ...block, count, starts, ends, seconds, nanos, keySeconds, keyNanos, flags };
}
