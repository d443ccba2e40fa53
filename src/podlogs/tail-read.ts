import type { Block } from "../stream/block.ts";
import type { KeyClock } from "../stream/key-clock.ts";
import { pickEntries } from "../stream/pick-entries.ts";
import { pickWithin } from "../stream/time-range.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";
import { backoffMs } from "./backoff.ts";
import type { ContainerReading } from "./container-reading.ts";
import { judgeFailure, judgeMessage } from "./log-failure.ts";
import { LogConnection } from "./log-connection.ts";
import type { FinishedEnd } from "./through-read.ts";

/**
 * Reads the last entries of one instance. The kubelet counts the pieces of at most 16 KiB that runtimes cut lines into,
 * and begins anywhere in a line (facts: `tailLines=1` of 40 kB lines gave the end of one, with a timestamp of its own).
 * So more is asked for than is wanted, the first line is not believed, and when pieces were many one asks again.
 * What comes before the wanted entries still counts for the merge keys.
 * @param limit how many entries within the range are wanted; what comes is at most that.
 */
export async function* readTail(
  reading: ContainerReading,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Block, FinishedEnd, void> {
  let asked = limit + marginLines;
  let before: TailAnswer | undefined;
  let chosen: TailAnswer | undefined;
  let isWhole = false;
  for (let round = 0; chosen === undefined; round++) {
    const answer: TailAnswer | FinishedEnd = await askTail(reading, asked, signal);
    if ("kind" in answer) return answer;
    // As many lines as pieces were asked for: nothing of the answer is missing.
    const isCounted = answer.entryCount === asked && !answer.isUnfinished;
    const hasEnough = hasLastWanted(answer, limit, reading);
    if (before !== undefined) {
      const confirmed = confirmedCount(before, answer);
      isWhole = confirmed === before.entryCount && before.asked < asked;
      // Of a log that goes on the answer that was confirmed is taken: it is of the moment nearest to the start.
      if (isWhole || (confirmed !== undefined && before.asked === asked)) chosen = before;
      else if (confirmed !== undefined && hasEnough) chosen = answer;
    }
    if ((hasEnough && isCounted) || round === mostRounds) chosen ??= answer;
    if (!hasEnough) asked *= 4;
    before = answer;
  }
  yield* takeLast(reading, chosen, isWhole ? 0 : 1, limit);
  return { kind: "read" };
}

/** Room for long lines, and for timestamps that run backwards. */
const marginLines = 64;
/** Each that found too little asks for four times as much. */
const mostRounds = 6;
const mostFailures = 9;

/** One answer to a question for the end of the log. */
interface TailAnswer {
  readonly asked: number;
  /** When it was asked for, in milliseconds since 1970, by the API server's clock. */
  readonly askedAtMs: number;
  readonly blocks: readonly Block[];
  readonly entryCount: number;
  /** Whether the last line had no newline. */
  readonly isUnfinished: boolean;
  readonly clock: KeyClock;
}

/** Asks for the end of the log, again where the connection broke. */
async function askTail(
  reading: ContainerReading,
  asked: number,
  signal: AbortSignal,
): Promise<TailAnswer | FinishedEnd> {
  const { target, source, environment, question } = reading;
  const query = { ...question, tailLines: asked };
  const nowMs = (): number => environment.nowMs();
  for (let failures = 0; ; failures++) {
    const clock = reading.connectionClock();
    const askedAtMs = target.client.serverNowMs();
    let wasOpen = false;
    try {
      await using connection = await LogConnection.open({ target, query, source, clock, nowMs, signal });
      wasOpen = true;
      if (connection.isUnscheduled) return { kind: "unscheduled" };
      const blocks: Block[] = [];
      for (let block = await connection.next(); block !== undefined; block = await connection.next())
        blocks.push(block);
      const { unfinished, message } = connection;
      if (message !== undefined) return { kind: "failed", failure: judgeMessage(message, reading) };
      if (unfinished !== undefined) blocks.push(unfinished);
      const entryCount = blocks.reduce((sum, { count }) => sum + count, 0);
      return { asked, askedAtMs, blocks, entryCount, isUnfinished: unfinished !== undefined, clock };
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = judgeFailure(error);
      if (!wasOpen || failure.kind !== "broken" || failures === mostFailures) return { kind: "failed", failure };
    }
    await environment.sleep(backoffMs(failures, environment.random()), signal);
    signal.throwIfAborted();
  }
}

/** Whether all wanted entries are there, the first line of the answer not counted. */
function hasLastWanted(answer: TailAnswer, limit: number, reading: ContainerReading): boolean {
  const { range } = reading.request;
  let wanted = 0;
  for (const [place, block] of answer.blocks.entries()) {
    const known = place === 0 ? withoutFirst(block, 1) : block;
    wanted += pickWithin(known, range).count;
    if (range.first !== undefined && known.count > 0 && compareInstants(entryTime(known, 0), range.first) < 0)
      return true;
  }
  return wanted >= limit;
}

/**
 * Whether a later answer shows that nothing is missing at the end of an earlier one: it ends with the same entry, or all
 * that stands behind that was written only after the earlier one was asked for.
 * @returns how many entries of the later one lie before and at that end; undefined when it does not show it.
 */
function confirmedCount(earlier: TailAnswer, later: TailAnswer): number | undefined {
  const last = earlier.blocks.at(-1);
  let count = later.entryCount;
  for (const block of later.blocks.toReversed()) {
    for (let index = block.count - 1; index >= 0; index--, count--) {
      if (last !== undefined && isSameEntry(block, index, last, last.count - 1)) return count;
      const { seconds, nanos } = entryTime(block, index);
      if (seconds * 1000 + nanos / 1e6 < earlier.askedAtMs) return undefined;
    }
  }
  return last === undefined ? 0 : undefined;
}

function isSameEntry(a: Block, indexA: number, b: Block, indexB: number): boolean {
  const isSameTime = compareInstants(entryTime(a, indexA), entryTime(b, indexB)) === 0;
  return isSameTime && messageOf(a, indexA).equals(messageOf(b, indexB));
}

function* takeLast(
  reading: ContainerReading,
  answer: TailAnswer,
  suspectLines: number,
  limit: number,
): Generator<Block, void, void> {
  reading.clock.seconds = answer.clock.seconds;
  reading.clock.nanos = answer.clock.nanos;
  if (suspectLines > 0) reading.seen.hasForgotten = true;
  const wanted: Block[] = [];
  for (const [place, block] of answer.blocks.entries()) {
    const known = place === 0 ? withoutFirst(block, suspectLines) : block;
    wanted.push(reading.take(known));
  }
  yield* lastEntries(wanted, limit);
}

/** The last entries of all the blocks together. */
export function* lastEntries(blocks: readonly Block[], limit: number): Generator<Block, void, void> {
  let surplus = blocks.reduce((sum, { count }) => sum + count, 0) - limit;
  for (const block of blocks) {
    const dropped = Math.min(block.count, Math.max(0, surplus));
    surplus -= dropped;
    if (block.count > dropped) yield withoutFirst(block, dropped);
  }
}

function withoutFirst(block: Block, dropped: number): Block {
  const count = Math.max(0, block.count - dropped);
  return pickEntries(
    block,
    Uint32Array.from({ length: count }, (_, index) => index + dropped),
    count,
  );
}

function entryTime(block: Block, index: number): Instant {
  return { seconds: block.seconds[index] as number, nanos: block.nanos[index] as number };
}

function messageOf(block: Block, index: number): Buffer {
  return block.bytes.subarray(block.starts[index], block.ends[index]);
}
