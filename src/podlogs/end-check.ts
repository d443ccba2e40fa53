import type { Block } from "../stream/block.ts";
import { KeyClock } from "../stream/key-clock.ts";
import { pickWithin } from "../stream/time-range.ts";
import { backoffMs } from "./backoff.ts";
import type { ContainerReading } from "./container-reading.ts";
import { type AnswerFacts, readAnswer } from "./log-answer.ts";
import { LogConnection } from "./log-connection.ts";
import { type FinishedEnd, readThrough } from "./through-read.ts";

/**
 * Makes sure that a clean end was the end of the log, and reads on where it was not. A clean end proves nothing: the
 * API server ends its answer properly when the kubelet dies amid it (what `io.Copy` says is dropped in kubernetes
 * v1.36.3 apiserver pkg/endpoints/handlers/responsewriters/writers.go). So the end of the log is asked for once more
 * (which costs the kubelet next to nothing) and must hold the last entry read.
 * @param facts of the answer that ended.
 */
export async function* checkEnd(
  reading: ContainerReading,
  facts: AnswerFacts,
  signal: AbortSignal,
): AsyncGenerator<Block, FinishedEnd, void> {
  const { sleep, random } = reading.environment;
  let { unfinished } = facts;
  let misses = 0;
  let tailLines: number | undefined = firstTailLines;
  for (let round = 0; round < mostRounds; round++) {
    if (reading.last === undefined) {
      if (unfinished === undefined && !(await hasWantedEntries(reading, signal))) return { kind: "read" };
      if (unfinished === undefined) {
        const again = yield* readThrough(reading, signal);
        if (again.kind !== "ended") return again;
        ({ unfinished } = again.facts);
        continue;
      }
    }
    // The kubelet refuses a number of lines together with one of the two streams.
    const asked: number | undefined = reading.request.stream === undefined ? tailLines : undefined;
    const sinceSeconds = asked === undefined ? reading.resumeSecond : undefined;
    const seam = reading.seam();
    const end = yield* readAnswer(reading, { ...reading.question, sinceSeconds, tailLines: asked }, seam, signal);
    switch (end.kind) {
      case "satisfied":
        return { kind: "read" };
      case "detached":
        // Either the rest is longer than what was asked for, or the log was rotated after it was read.
        if (asked === undefined) return unchecked(reading);
        tailLines = asked < longestTailLines ? longestTailLines : undefined;
        break;
      case "failed":
        if (end.failure.kind !== "broken") return { kind: "read" };
        if (round === mostRounds - 1) return end;
        await sleep(backoffMs(round + 2, random()), signal);
        signal.throwIfAborted();
        break;
      case "unscheduled":
        return { kind: "read" };
      case "ended": {
        const ending = end.facts.unfinished;
        if (ending !== undefined && unfinished !== undefined && isSameLine(ending, unfinished)) {
          yield reading.takeNoted(seam.sift(ending));
          return { kind: "read" };
        }
        const isCounted = end.facts.entryCount === asked && ending === undefined;
        const isQuiet = end.facts.newCount === 0 && ending === undefined && unfinished === undefined;
        if (seam.state === "past" && (isCounted || isQuiet)) return { kind: "read" };
        // Rotated since: what was read is a file that nobody adds to any more.
        if (seam.state !== "past" && ++misses > mostMisses) return unchecked(reading);
        unfinished = ending;
      }
    }
  }
  return unchecked(reading);
}

/** Enough that a log which is being written still holds the place a moment later. */
const firstTailLines = 64;
const longestTailLines = 4096;
const mostRounds = 8;
const mostMisses = 2;

function unchecked(reading: ContainerReading): FinishedEnd {
  reading.environment.notices.notice({
    level: "debug",
    about: reading.name,
    message: "the log grows or is rotated so fast that its end could not be compared with what was read",
  });
  return { kind: "read" };
}

/** Whether the log holds anything that is wanted, after an answer that was empty. */
async function hasWantedEntries(reading: ContainerReading, signal: AbortSignal): Promise<boolean> {
  const { target, source, environment, question, request } = reading;
  const query = {
    ...question,
    tailLines: request.stream === undefined ? 4 : undefined,
    sinceSeconds: reading.resumeSecond,
  };
  const nowMs = (): number => environment.nowMs();
  try {
    await using connection = await LogConnection.open({ target, query, source, clock: new KeyClock(), nowMs, signal });
    for (;;) {
      const block = await connection.next();
      if (block === undefined)
        return connection.unfinished !== undefined && pickWithin(connection.unfinished, request.range).count > 0;
      if (pickWithin(block, request.range).count > 0) return true;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    // That it cannot be asked is no sign that the answer before was cut.
    return false;
  }
}

function isSameLine(a: Block, b: Block): boolean {
  const bytesOf = (block: Block): Buffer => block.bytes.subarray(block.starts[0], block.ends[0]);
  return a.seconds[0] === b.seconds[0] && a.nanos[0] === b.nanos[0] && bytesOf(a).equals(bytesOf(b));
}
