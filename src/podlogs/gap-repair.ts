import { EntryFlag, type Block } from "../stream/block.ts";
import { SkippedEntries } from "../stream/skipped-entries.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";
import { reportLost } from "./gap-notice.ts";
import { shortestRotationSeconds } from "./skip-watch.ts";

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
      if (seam.state === "detached") {
        reportLost(reading, { after: reading.last ?? reading.instance?.startedAt, before: seam.doubtedAt });
      }
      if (seam.state === "detached" || seam.state === "stepped-back")
        for (const more of seam.accept()) yield reading.takeNoted(more);
      if (before !== undefined && compareInstants(lastTime(block), before) >= 0) break;
    }
    reading.files.tellDeleted(files.deleted);
    return seam.state === "past" || seam.state === "within";
  } catch (error) {
    if (signal.aborted) throw error;
    reading.files.noteFailure(error);
    return false;
  }
}

/**
 * Reads what a stream has skipped in the middle from the node's files. It comes late, and is marked so; says what is lost where the
 * files prove it.
 * @returns whether nothing is missing between any more but what was said to be lost.
 */
export async function* repairBetween(
  reading: ContainerReading,
  { after, before }: { readonly after: Instant; readonly before: Instant },
  signal: AbortSignal,
): AsyncGenerator<Block, boolean, void> {
  // Whether an entry came can be known only of those that are remembered.
  if (reading.seen.isForgotten(after.seconds, after.nanos)) return false;
  const skipped = new SkippedEntries(reading.seen, before);
  let lateCount = 0;
  try {
    const opened = await reading.files.openAll(after.seconds, reading.connectionClock(), signal);
    if (opened === undefined) return false;
    await using files = opened;
    while (!skipped.isOver) {
      const block = await files.next();
      if (block === undefined) return false;
      const missed = reading.takeLate(skipped.pick(block));
      lateCount += missed.count;
      if (missed.count > 0) yield withLateMark(missed);
    }
    const from = skipped.first ?? before;
    if (!skipped.hasBeginning && mayLieBetween(after, from)) reportLost(reading, { after, before: from });
    return skipped.hasEnd && files.deleted.length === 0;
  } catch (error) {
    if (signal.aborted) throw error;
    reading.files.noteFailure(error);
    return false;
  } finally {
    skipped.close();
    if (lateCount > 0) sayLate(reading, lateCount);
  }
}

function sayLate({ environment, name }: ContainerReading, count: number): void {
  const lines =
    count === 1 ? "1 line that the kubelet had skipped was" : `${count} lines that the kubelet had skipped were`;
  const message = `${lines} read from the log's files, and came late`;
  environment.notices.notice({ level: "info", about: name, message });
}

/** Whether a whole file may have been written between two entries. What stands before such files was read to its end. */
function mayLieBetween(after: Instant, before: Instant): boolean {
  return before.seconds - after.seconds + (before.nanos - after.nanos) / 1e9 >= shortestRotationSeconds;
}

function withLateMark(block: Block): Block {
  const flags = Uint8Array.from({ length: block.count }, (_, index) => (block.flags?.[index] ?? 0) | EntryFlag.late);
  return { ...block, flags };
}

function lastTime({ count, seconds, nanos }: Block): Instant {
  return { seconds: seconds[count - 1] as number, nanos: nanos[count - 1] as number };
}
