import type { Batch } from "../../src/stream/batch.ts";
import type { Block } from "../../src/stream/block.ts";
import type { KeyClock } from "../../src/stream/key-clock.ts";
import type { SourceInfo } from "../../src/stream/source-info.ts";
import { TimestampedLines } from "../../src/stream/timestamped-lines.ts";
import { formatTimestamp } from "../../src/time/timestamp.ts";

/** An entry as tests write and compare it. */
export interface TestEntry {
  readonly source: number;
  readonly text: string;
  /** Its own timestamp, in nanoseconds. */
  readonly at: number;
  /** Its merge key, in nanoseconds. */
  readonly key: number;
  readonly flags: number;
}

/** An entry of a batch. */
export interface MergedEntry extends TestEntry {
  readonly isLive: boolean;
}

/** Nanoseconds since 1970 and the text. */
export type TestLine = readonly [at: number, text: string];

/** A source's description of which nothing but the number is known; the same one each time. */
export function infoOf(id: number): SourceInfo {
  const info = infos.get(id) ?? { id, facts: { container: `c${id}` } };
  infos.set(id, info);
  return info;
}

const infos = new Map<number, SourceInfo>();

/** Bytes as `pods/log?timestamps=true` sends them. */
export function logBytes(lines: readonly TestLine[]): Buffer {
  return Buffer.from(lines.map(([at, text]) => `${formatTimestamp(instantOf(at))} ${text}\n`).join(""));
}

/** One block with these lines, whose keys go on from the clock. */
export function blockOf(id: number, lines: readonly TestLine[], clock?: KeyClock): Block {
  const block = new TimestampedLines(infoOf(id), clock).push([logBytes(lines)], 0);
  if (block === undefined) throw new Error("a block needs lines");
  return block;
}

/** The entries of a block. */
export function entriesOf(block: Block): TestEntry[] {
  return Array.from({ length: block.count }, (_, index) => entryAt(block, index, block.flags?.[index] ?? 0));
}

/** The entries of a batch, read while it is valid. */
export function entriesOfBatch(batch: Batch): MergedEntry[] {
  return Array.from({ length: batch.count }, (_, index) => {
    const block = batch.blocks[batch.block[index] ?? -1];
    if (block === undefined) throw new Error("an entry of a batch lies in no block");
    const entry = batch.entry[index] ?? -1;
    if (entry < 0 || entry >= block.count) throw new Error("an entry of a batch lies outside of its block");
    return { ...entryAt(block, entry, batch.flags[index] ?? 0), isLive: batch.isLive };
  });
}

/** All entries of a merge. */
export async function collectEntries(batches: AsyncIterable<Batch>): Promise<MergedEntry[]> {
  const all: MergedEntry[] = [];
  for await (const batch of batches) all.push(...entriesOfBatch(batch));
  return all;
}

function entryAt(block: Block, index: number, flags: number): TestEntry {
  return {
    source: block.source.id,
    text: block.bytes.toString("latin1", block.starts[index], block.ends[index]),
    at: nanosOf(block.seconds[index], block.nanos[index]),
    key: nanosOf(block.keySeconds[index], block.keyNanos[index]),
    flags,
  };
}

function instantOf(at: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(at / 1e9);
  return { seconds, nanos: at - seconds * 1e9 };
}

function nanosOf(seconds: number | undefined, nanos: number | undefined): number {
  if (seconds === undefined || nanos === undefined) throw new Error("an entry has no time");
  return seconds * 1e9 + nanos;
}
