import { EntryFlag, type Block } from "../stream/block.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";
import { reportLost } from "./gap-notice.ts";

/**
 * Reads what is missing behind the last entry read from the node's files, rotated ones too; says what is lost where the files prove
 * it.
 * @param before the first entry behind the gap; absent: up to the end of the files.
 * @returns whether the reading stands behind the gap now; when not, nothing was said.
 */
export async function* repairGap(
  reading: ContainerReading,
  before: Instant | undefined,
  signal: AbortSignal,
): AsyncGenerator<Block, boolean, void> {
  try {
    const opened = await reading.files.openAll(reading.resumeSecond, reading.connectionClock(), signal);
    if (opened === undefined) return false;
    await using files = opened;
    const seam = reading.seam();
    for (let block = await files.next(); block !== undefined; block = await files.next()) {
      const wanted = reading.takeNoted(seam.sift(block));
      if (wanted.count > 0) yield wanted;
      if (seam.state === "detached") reportLost(reading, seam.doubtedAt);
      if (seam.state === "detached" || seam.state === "stepped-back")
        for (const more of seam.accept()) yield reading.takeNoted(more);
      if (before !== undefined && compareInstants(lastTime(block), before) >= 0) break;
    }
    return seam.state === "past" || seam.state === "within";
  } catch (error) {
    if (signal.aborted) throw error;
    reading.files.noteFailure(error);
    return false;
  }
}

/**
 * Reads what a stream has skipped in the middle from the node's files. It comes late, and is marked so.
 * @returns whether nothing is missing between any more; when not, nothing was said.
 */
export async function* repairBetween(
  reading: ContainerReading,
  { after, before }: { readonly after: Instant; readonly before: Instant },
  signal: AbortSignal,
): AsyncGenerator<Block, boolean, void> {
  // Whether an entry came can be known only of those that are remembered.
  if (reading.seen.isForgotten(after.seconds, after.nanos)) return false;
  try {
    const opened = await reading.files.openAll(after.seconds, reading.connectionClock(), signal);
    if (opened === undefined) return false;
    await using files = opened;
    const seam = reading.seam();
    for (let block = await files.next(); block !== undefined; block = await files.next()) {
      const missed = reading.takeLate(seam.sift(block));
      if (missed.count > 0) yield withLateMark(missed);
      if (seam.state === "detached") return false;
      if (compareInstants(lastTime(block), before) >= 0) return true;
    }
    return false;
  } catch (error) {
    if (signal.aborted) throw error;
    reading.files.noteFailure(error);
    return false;
  }
}

function withLateMark(block: Block): Block {
  const flags = Uint8Array.from({ length: block.count }, (_, index) => (block.flags?.[index] ?? 0) | EntryFlag.late);
  return { ...block, flags };
}

function lastTime({ count, seconds, nanos }: Block): Instant {
  return { seconds: seconds[count - 1] as number, nanos: nanos[count - 1] as number };
}
