import { type FollowContext, noteStreamFailure } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { InstanceStream } from "./instance-stream.ts";
import { isStillInstance } from "./locate-instance.ts";
import { LogConnection } from "./log-connection.ts";
import { judgeFailure } from "./log-failure.ts";
import type { LogQuery } from "./log-query.ts";

/** Streams the instance being read from where the reading stands, until something happens to the stream. */
export async function streamInstance(follow: FollowContext, signal: AbortSignal): Promise<FollowEvent> {
  const { reading } = follow;
  const { target, source, environment } = reading;
  const isResumed = reading.last !== undefined;
  const query = streamQuery(follow);
  const closing = new AbortController();
  const streamSignal = AbortSignal.any([signal, closing.signal]);
  try {
    const nowMs = (): number => environment.nowMs();
    const clock = reading.connectionClock();
    await using connection = await LogConnection.open({ target, query, source, clock, nowMs, signal: streamSignal });
    if (connection.isUnscheduled) return "unavailable";
    // Where nothing was read yet, only the state of the container tells whose log this is.
    if (!isResumed && !(await isStillInstance(reading, streamSignal))) return "doubtful";
    const stream = new InstanceStream(follow, connection, query.tailLines !== undefined, streamSignal);
    return await stream.run();
  } catch (error) {
    if (signal.aborted) throw error;
    return noteStreamFailure(follow, judgeFailure(error));
  } finally {
    closing.abort();
  }
}

/**
 * From the resume point on; first only by as many lines as may have been written since, by more when those did not
 * reach back, and by fewer when the connection was cut before it came to something new. Then the kubelet need not read
 * through its whole file (10 MB: up to a second of its time), and a connection that is cut after few bytes gets on.
 */
function streamQuery({ reading, reach }: FollowContext): LogQuery {
  const sinceSeconds = reading.resumeSecond;
  const question = { ...reading.question, follow: true, sinceSeconds };
  if (reading.last === undefined || reading.request.stream !== undefined) return question;
  const passedSeconds = (reading.environment.nowMs() - reading.lastArrivedMs) / 1000;
  const likelyLines = reading.linesPerSecond * passedSeconds * 1.1 + spareTailLines;
  const tailLines = Math.ceil(likelyLines * 2 ** reach);
  return tailLines <= mostTailLines ? { ...question, tailLines: Math.max(spareTailLines, tailLines) } : question;
}

const spareTailLines = 32;
const mostTailLines = 50_000;
