import type { Block } from "../stream/block.ts";
import { KeyClock } from "../stream/key-clock.ts";
import { pickWithin } from "../stream/time-range.ts";
import { backoffMs } from "./backoff.ts";
import type { ContainerReading } from "./container-reading.ts";
import { holdsLast } from "./first-readable.ts";
import { type AnswerFacts, readAnswer } from "./log-answer.ts";
import { isStillInstance } from "./locate-instance.ts";
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
  let { unfinished } = facts;
  for (let round = 0; round < mostRounds; round++) {
    const lastBefore = reading.last;
    const verdict =
      lastBefore === undefined
        ? yield* checkNothing(reading, unfinished, signal)
        : yield* compareEnd(reading, unfinished, signal);
    if (verdict === "unsure") return unchecked(reading);
    if ("kind" in verdict) return verdict;
    ({ unfinished } = verdict);
    // What brings new lines is no waste of time: a log whose answers are cut is read to its end all the same.
    if (reading.last !== lastBefore && round > 0 && verdict.wasCut) round--;
  }
  return unchecked(reading);
}

/** The check is over; or it cannot be had; or it must be made again. */
type Verdict = FinishedEnd | "unsure" | { readonly unfinished: Block | undefined; readonly wasCut: boolean };

/** Nothing came: is there nothing? */
async function* checkNothing(
  reading: ContainerReading,
  unfinished: Block | undefined,
  signal: AbortSignal,
): AsyncGenerator<Block, Verdict, void> {
  if (unfinished === undefined && !(await hasWantedEntries(reading, signal))) return { kind: "read" };
  const again = yield* readThrough(reading, signal);
  if (again.kind !== "ended") return again;
  const ending = again.facts.unfinished;
  if (reading.last !== undefined || !isSameLine(ending, unfinished)) return { unfinished: ending, wasCut: true };
  if (ending !== undefined) yield reading.takeNoted(reading.seam().sift(ending));
  return { kind: "read" };
}

/** Asks for the end of the log: it must hold the last entry read, and what comes behind it comes out. */
async function* compareEnd(
  reading: ContainerReading,
  unfinished: Block | undefined,
  signal: AbortSignal,
): AsyncGenerator<Block, Verdict, void> {
  const { environment, request } = reading;
  // The kubelet refuses a number of lines together with one of the two streams.
  const tailLines = request.stream === undefined ? endLines : undefined;
  const sinceSeconds = tailLines === undefined ? reading.resumeSecond : undefined;
  const seam = reading.seam();
  const end = yield* readAnswer(reading, { ...reading.question, sinceSeconds, tailLines }, seam, signal);
  if (end.kind === "satisfied" || end.kind === "unscheduled") return { kind: "read" };
  if (end.kind === "failed") {
    if (end.failure.kind !== "broken") return { kind: "read" };
    await environment.sleep(backoffMs(3, environment.random()), signal);
    signal.throwIfAborted();
  } else if (end.kind === "ended" && seam.state === "past") {
    const { facts } = end;
    const ending = facts.unfinished;
    if (ending !== undefined && isSameLine(ending, unfinished)) {
      yield reading.takeNoted(seam.sift(ending));
      return { kind: "read" };
    }
    // As many lines as were asked for: nothing of the answer is missing.
    const isCounted = facts.entryCount === tailLines && ending === undefined;
    const isQuiet = facts.newCount === 0 && ending === undefined && unfinished === undefined;
    return isCounted || isQuiet ? { kind: "read" } : { unfinished: ending, wasCut: false };
  } else if (!(await isStillInstance(reading, signal))) {
    // The container was restarted meanwhile: this was the end of another instance.
    return { unfinished, wasCut: false };
  } else if (!(await holdsLast(reading, signal))) {
    // Rotated since: what was read is a file to which nothing is added any more.
    return "unsure";
  }
  const rest = yield* readThrough(reading, signal);
  return rest.kind === "ended" ? { unfinished: rest.facts.unfinished, wasCut: true } : rest;
}

/** Enough that a log which is being written still holds the place a moment later. */
const endLines = 64;
const mostRounds = 8;

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

function isSameLine(a: Block | undefined, b: Block | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const bytesOf = (block: Block): Buffer => block.bytes.subarray(block.starts[0], block.ends[0]);
  return a.seconds[0] === b.seconds[0] && a.nanos[0] === b.nanos[0] && bytesOf(a).equals(bytesOf(b));
}
