import { KtError } from "../../errors/kt-error.ts";
import { type Block, EntryFlag } from "../../stream/block.ts";
import { isBlock, type LogSource } from "../../stream/source.ts";
import type { Instant } from "../../time/timestamp.ts";

/** Takes one entry; its time is undefined where it has none of its own. */
export type EntryTaker = (line: string, time: Instant | undefined, block: Block) => void;

/**
 * Reads all of a source.
 * @returns why it could not be read; undefined when it could.
 * @throws the signal's reason, and defects.
 */
export async function takeEntries(
  source: LogSource,
  take: EntryTaker,
  signal: AbortSignal,
): Promise<KtError | undefined> {
  try {
    for await (const item of source.read(signal)) if (isBlock(item)) takeBlock(item, take);
    signal.throwIfAborted();
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof KtError) return error;
    throw error;
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

function takeBlock(block: Block, take: EntryTaker): void {
  const { bytes, starts, ends, seconds, nanos, flags, count } = block;
  for (let index = 0; index < count; index++) {
    const isTimed = ((flags?.[index] ?? 0) & EntryFlag.untimed) === 0;
    const time = isTimed ? { seconds: seconds[index] ?? 0, nanos: nanos[index] ?? 0 } : undefined;
    take(bytes.toString("utf8", starts[index], ends[index]), time, block);
  }
}
