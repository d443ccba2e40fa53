import type { SourceItem } from "../stream/source.ts";
import type { ContainerReading } from "./container-reading.ts";
import { type FollowContext, noteStreamFailure } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { InstanceStream } from "./instance-stream.ts";
import { locateInstance } from "./locate-instance.ts";
import { LogConnection } from "./log-connection.ts";
import { judgeFailure } from "./log-failure.ts";
import type { LogQuery } from "./log-query.ts";

/** Streams the instance being read from where the reading stands, until something happens to the stream. */
export async function* streamInstance(
  follow: FollowContext,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, FollowEvent, void> {
  const { reading } = follow;
  const { target, source, clock, environment } = reading;
  const isResumed = reading.last !== undefined;
  const query = streamQuery(follow);
  follow.isReachingBack = false;
  const closing = new AbortController();
  const streamSignal = AbortSignal.any([signal, closing.signal]);
  try {
    const nowMs = (): number => environment.nowMs();
    await using connection = await LogConnection.open({ target, query, source, clock, nowMs, signal: streamSignal });
    if (connection.isUnscheduled) return "unavailable";
    // Where nothing was read yet, only the state of the container tells whose log this is.
    if (!isResumed && !(await isStill(reading, streamSignal))) return "doubtful";
    const stream = new InstanceStream(follow, connection, query.tailLines !== undefined, streamSignal);
    return yield* stream.run();
  } catch (error) {
    if (signal.aborted) throw error;
    return noteStreamFailure(follow, judgeFailure(error));
  } finally {
    closing.abort();
  }
}

/**
 * From the resume point on; first by a number of lines that should reach back to it: then the kubelet need not
 * read through its whole file (10 MB: up to a second of its time).
 */
function streamQuery({ reading, isReachingBack }: FollowContext): LogQuery {
  const sinceSeconds = reading.resumeSecond;
  const known = reading.last === undefined || sinceSeconds === undefined ? 0 : reading.seen.countFrom(sinceSeconds);
  const hasTail = reading.last !== undefined && !isReachingBack && reading.request.stream === undefined;
  const tailLines = hasTail && known <= mostTailLines ? known * 2 + spareTailLines : undefined;
  return { ...reading.question, follow: true, sinceSeconds, tailLines };
}

const spareTailLines = 1000;
const mostTailLines = 50_000;

async function isStill(reading: ContainerReading, signal: AbortSignal): Promise<boolean> {
  const wasPrevious = reading.instance?.isPrevious;
  const where = await locateInstance(reading, signal);
  return where.kind === "failed" || (where.kind === "found" && reading.instance?.isPrevious === wasPrevious);
}
