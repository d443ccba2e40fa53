import type { TimeWindow } from "../time/time-window.ts";
import type { Block } from "./block.ts";
import { pickEntries } from "./pick-entries.ts";

/**
 * The block with only the entries whose own timestamps lie within the window, both ends included, to the
 * nanosecond. The block itself when all of them do.
 */
export function pickWithin(block: Block, window: TimeWindow): Block {
  const { first, last } = window;
  const { count } = block;
  if (count === 0 || (first === undefined && last === undefined)) return block;
  const firstSeconds = first?.seconds ?? Number.NEGATIVE_INFINITY;
  const firstNanos = first?.nanos ?? 0;
  const lastSeconds = last?.seconds ?? Number.POSITIVE_INFINITY;
  const lastNanos = last?.nanos ?? 0;
  const picked = new Uint32Array(count);
  let pickedCount = 0;
  for (let index = 0; index < count; index++) {
    const seconds = block.seconds[index] as number;
    const nanos = block.nanos[index] as number;
    if (seconds < firstSeconds || (seconds === firstSeconds && nanos < firstNanos)) continue;
    if (seconds > lastSeconds || (seconds === lastSeconds && nanos > lastNanos)) continue;
    picked[pickedCount++] = index;
  }
  return pickEntries(block, picked, pickedCount);
}
