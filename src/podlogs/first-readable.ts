import { KeyClock } from "../stream/key-clock.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";
import { LogConnection } from "./log-connection.ts";

/**
 * Timestamp of the very first line that the log has now, which costs the kubelet next to nothing; undefined when there
 * is none, or it cannot be had.
 */
export async function firstReadable(reading: ContainerReading, signal: AbortSignal): Promise<Instant | undefined> {
  const { target, source, environment, question } = reading;
  // As many bytes as a timestamp and the blank behind it have.
  const query = { ...question, limitBytes: 36 };
  const nowMs = (): number => environment.nowMs();
  try {
    await using connection = await LogConnection.open({ target, query, source, clock: new KeyClock(), nowMs, signal });
    const block = (await connection.next()) ?? connection.unfinished;
    if (block === undefined || block.count === 0) return undefined;
    return { seconds: block.seconds[0] as number, nanos: block.nanos[0] as number };
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

/**
 * Whether the log still holds the last entry read: it does unless its first line is younger, or it is empty.
 * Files begin anew with each rotation.
 */
export async function holdsLast(reading: ContainerReading, signal: AbortSignal): Promise<boolean> {
  const { last } = reading;
  // An answer that is empty may have been cut: asked twice.
  const first = (await firstReadable(reading, signal)) ?? (await firstReadable(reading, signal));
  return first !== undefined && last !== undefined && compareInstants(first, last) <= 0;
}
