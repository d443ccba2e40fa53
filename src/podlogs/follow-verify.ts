import { readFinished } from "./finished-read.ts";
import type { FollowContext } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { reportGap } from "./gap-notice.ts";
import { repairGap } from "./gap-repair.ts";
import { reasonOf } from "./log-failure.ts";

/**
 * Reads an instance that writes no more to its end: all of it, or what a stream that ended too early has withheld (the
 * kubelet ends a stream that stands behind a rotation when the container exits).
 */
export async function verifyInstance(follow: FollowContext, signal: AbortSignal): Promise<FollowEvent> {
  const { reading } = follow;
  const end = await follow.putAll(readFinished(reading, { isEndChecked: true }, signal));
  switch (end.kind) {
    case "read":
      follow.noteSuccess();
      if (reading.isPastRange) return "finished";
      follow.endInstance();
      return "read";
    case "gone":
      follow.endInstance();
      return "read";
    case "unscheduled":
      return "unavailable";
    case "failed":
      follow.noteFailure(end.failure);
      if (end.failure.kind === "broken" || end.failure.kind === "gone" || end.failure.kind === "not-started") {
        return "unavailable";
      }
      // Moments after its containers a pod's logs are deleted, and an instance's when the one behind it has ended, too.
      if (end.failure.kind !== "no-log" || !follow.hasReadEnd) {
        const why = `its log could not be read to the end: ${reasonOf(end.failure.error, reading)}`;
        const isRepaired = await follow.putAll(repairGap(reading, undefined, signal));
        if (!isRepaired) reportGap(reading, why, undefined);
      }
      follow.endInstance();
      return "read";
  }
}
