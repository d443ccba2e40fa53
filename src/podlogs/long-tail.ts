import type { Block } from "../stream/block.ts";
import { compareInstants } from "../time/timestamp.ts";
import { backoffMs } from "./backoff.ts";
import type { ContainerReading } from "./container-reading.ts";
import { checkEnd } from "./end-check.ts";
import { readFinished } from "./finished-read.ts";
import { firstReadable } from "./first-readable.ts";
import { readAnswer } from "./log-answer.ts";
import type { FinishedEnd } from "./through-read.ts";

/** So many entries of a tail are held until its answer is over: up to a megabyte of usual lines. */
export const mostHeldTailLines = 4096;

/** Whether a tail is too long to be held until its answer is over, and need not be: somebody behind trims it. */
export function isStreamedTail({ request, files }: ContainerReading): boolean {
  const { tailLines, isTailTrimmed, instances } = request;
  if (files.isAsked) return false;
  return isTailTrimmed === true && instances !== "all" && tailLines !== undefined && tailLines > mostHeldTailLines;
}

/**
 * Reads the last entries of one instance and some before them, as they come. How many lines an answer has is known only
 * at its end (the kubelet counts pieces of at most 16 KiB), so what is too much at its beginning comes out as well; the
 * suspect first line is among it.
 * @param limit how many entries within the range are wanted at least, where there are so many.
 */
export async function* streamTail(
  reading: ContainerReading,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Block, FinishedEnd, void> {
  const { range, stream } = reading.request;
  // The kubelet counts from the end of all, and of both streams.
  if (range.last !== undefined || stream !== undefined)
    return yield* readFinished(reading, { isEndChecked: true }, signal);
  const blocks = streamAnswer(reading, limit, signal);
  let count = 0;
  let next = await blocks.next();
  for (; next.done !== true; next = await blocks.next()) {
    count += next.value.count;
    yield next.value;
  }
  if (next.value.kind === "read" && count < limit) await tellIfShort(reading, signal);
  return next.value;
}

async function* streamAnswer(
  reading: ContainerReading,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Block, FinishedEnd, void> {
  const { environment, question } = reading;
  const tailLines = limit + Math.max(leastMarginLines, Math.min(mostMarginLines, limit >>> 2));
  reading.seen.hasForgotten = true;
  for (let failures = 0; ; failures++) {
    const end = yield* readAnswer(reading, { ...question, tailLines }, undefined, signal);
    if (end.kind === "satisfied") return { kind: "read" };
    if (end.kind === "unscheduled") return end;
    if (end.kind === "ended") {
      const { entryCount, unfinished } = end.facts;
      // As many lines as pieces were asked for: nothing of the answer is missing.
      if (entryCount >= tailLines && unfinished === undefined) return { kind: "read" };
      return yield* checkEnd(reading, end.facts, signal);
    }
    if (reading.last !== undefined) return yield* readFinished(reading, { isEndChecked: true }, signal);
    if (end.kind === "failed" && (!end.wasOpen || end.failure.kind !== "broken" || failures === mostFailures))
      return end;
    await environment.sleep(backoffMs(failures, environment.random()), signal);
    signal.throwIfAborted();
  }
}

/** Where even the margin was used up by long lines, older entries are wanted that did not come. */
async function tellIfShort(reading: ContainerReading, signal: AbortSignal): Promise<void> {
  const { first, request, environment, name } = reading;
  if (first === undefined || compareInstants(first, request.range.first ?? first) < 0) return;
  const beginning = await firstReadable(reading, signal);
  if (beginning === undefined || compareInstants(beginning, first) >= 0) return;
  const message = "so many of its lines are longer than 16 KiB that its tail begins later than was asked for";
  environment.notices.notice({ level: "warning", about: name, message, hint: "ask for more with --tail" });
}

/** For pieces of long lines, so many that they fill one file of usual size (10 MiB) alone; more where it costs little. */
const leastMarginLines = 1024;
const mostMarginLines = 4096;
const mostFailures = 9;
