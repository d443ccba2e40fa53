import { readLast } from "./finished-instances.ts";
import { readFinished } from "./finished-read.ts";
import type { FollowContext } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { reportLogFailure } from "./log-failure.ts";
import { isStreamedTail, streamTail } from "./long-tail.ts";
import { lastEntries } from "./tail-read.ts";
import type { FinishedEnd } from "./through-read.ts";

/**
 * Reads what is there at the start of the follow, as a finished read. Where the instance still runs its end is not
 * checked: the stream that comes behind begins before it.
 */
export async function readBacklog(follow: FollowContext, signal: AbortSignal): Promise<FollowEvent> {
  const { reading } = follow;
  const { tailLines } = reading.request;
  const isRunning = reading.instance?.isRunning === true;
  const end =
    tailLines === undefined
      ? await follow.putAll(readFinished(reading, { isEndChecked: !isRunning }, signal))
      : isStreamedTail(reading)
        ? await follow.putAll(streamTail(reading, tailLines, signal))
        : await keepLast(follow, tailLines, signal);
  switch (end.kind) {
    case "read":
      follow.noteSuccess();
      if (reading.isPastRange) return "finished";
      if (!isRunning) follow.endInstance();
      // An earlier instance belongs to the backlog only together with the one behind it.
      if (hasLater(follow)) return "read";
      follow.hasBacklog = true;
      for (const block of lastEntries(follow.kept.splice(0), tailLines ?? 0)) await follow.outlet.put(block);
      await follow.markCaughtUp();
      return isRunning ? "found-running" : "read";
    case "gone":
      follow.hasBacklog = true;
      follow.endInstance();
      return "read";
    case "unscheduled":
      return "found-none";
    case "failed":
      follow.noteFailure(end.failure);
      switch (end.failure.kind) {
        case "no-log":
          // A container that runs has a log: the runtime that would tell where does not answer.
          if (isRunning) return "unavailable";
          follow.endInstance();
          return "read";
        case "no-previous":
          follow.endInstance();
          return "read";
        case "refused":
          reportLogFailure(reading, end.failure);
          return "finished";
        case "broken":
        case "gone":
        case "not-started":
          return "unavailable";
      }
  }
}

/** The last lines are those of all instances together: kept until the last instance of the backlog is read. */
async function keepLast({ reading, kept }: FollowContext, limit: number, signal: AbortSignal): Promise<FinishedEnd> {
  const last = readLast(reading, limit, signal);
  for (;;) {
    const next = await last.next();
    if (next.done === true) return next.value;
    kept.push(next.value);
  }
}

function hasLater({ view, lastNumber, isInstanceOver }: FollowContext): boolean {
  return isInstanceOver && view !== undefined && view.instances.some(({ number }) => number > lastNumber);
}
