import type { Block } from "../stream/block.ts";
import { hashEntry } from "../stream/entry-hash.ts";
import { KeyClock } from "../stream/key-clock.ts";
import type { SeenEntries } from "../stream/seen-entries.ts";
import type { Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";
import { LogConnection } from "./log-connection.ts";

/** The last line that a log has now. */
export interface LogEnd {
  readonly at: Instant;
  readonly hash: number;
}

/**
 * Asks for the last line of the log.
 * @returns undefined when it is empty, or cannot be had.
 */
export async function probeEnd(reading: ContainerReading, signal: AbortSignal): Promise<LogEnd | undefined> {
  // The first line of such an answer may be the end of a long one, with a timestamp of its own.
  for (const tailLines of [4, 64]) {
    const last = await lastTwo(reading, tailLines, signal);
    if (last === undefined) return undefined;
    if (last.isSure || tailLines === 64) return last.end;
  }
  return undefined;
}

/** Whether the reading does not have that line. */
export function isUnseen(seen: SeenEntries, { at, hash }: LogEnd): boolean {
  if (seen.isAbove(at.seconds, at.nanos)) return true;
  return !seen.isForgotten(at.seconds, at.nanos) && !seen.has(at.seconds, at.nanos, hash);
}

async function lastTwo(
  reading: ContainerReading,
  tailLines: number,
  signal: AbortSignal,
): Promise<{ readonly end: LogEnd; readonly isSure: boolean } | undefined> {
  const { target, source, environment, question, request } = reading;
  const tail = request.stream === undefined ? { tailLines } : { sinceSeconds: reading.resumeSecond };
  const nowMs = (): number => environment.nowMs();
  let entryCount = 0;
  let last: Block | undefined;
  const query = { ...question, ...tail };
  await using connection = await LogConnection.open({ target, query, source, clock: new KeyClock(), nowMs, signal });
  for (let block = await connection.next(); block !== undefined; block = await connection.next()) {
    entryCount += block.count;
    last = block;
  }
  if (last === undefined) return undefined;
  const index = last.count - 1;
  const start = last.starts[index] as number;
  const end = last.ends[index] as number;
  const at = { seconds: last.seconds[index] as number, nanos: last.nanos[index] as number };
  return {
    end: { at, hash: hashEntry(last.bytes, start, end) },
    isSure: entryCount > 1 || end - start < shortestPieceBytes,
  };
}

/** Runtimes cut lines at 16 KiB, or at 8 KiB (conmon); nothing shorter is the rest of a cut one. */
const shortestPieceBytes = 4096;
