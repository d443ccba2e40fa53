import type { SourceItem } from "../stream/source.ts";
import { readFinished } from "./finished-read.ts";
import type { FollowContext } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { reportGap } from "./gap-notice.ts";
import { type LogFailure, reasonOf } from "./log-failure.ts";

/**
 * Reads an instance that writes no more to its end: all of it, or what a stream that ended too early has withheld (the
 * kubelet ends a stream that stands behind a rotation when the container exits).
 */
export async function* verifyInstance(
  follow: FollowContext,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, FollowEvent, void> {
  const { reading } = follow;
  const end = yield* readFinished(reading, { isEndChecked: true }, signal);
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
      if (!isDeletedWithPod(follow, end.failure)) {
        reportGap(reading, `its log could not be read to the end: ${reasonOf(end.failure.error, reading)}`, undefined);
      }
      follow.endInstance();
      return "read";
  }
}

/**
 * Whether the log is gone because its pod is: it is deleted moments after the containers have ended, while a stream still
 * gets it to its end. Where a stream was behind a chatty writer, its end proves nothing.
 */
function isDeletedWithPod({ isEndRead, skips, view }: FollowContext, failure: LogFailure): boolean {
  const isLeaving = view?.pod.metadata.deletionTimestamp !== undefined;
  return failure.kind === "no-log" && isLeaving && isEndRead && !skips.mayHaveSkipped;
}
