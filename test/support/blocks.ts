import type { Batch } from "../../src/stream/batch.ts";
import type { Block } from "../../src/stream/block.ts";
import type { SourceFacts, SourceInfo } from "../../src/stream/source-info.ts";

/** An entry of a test. */
export interface TestEntry {
  /** Text, or bytes that need not be UTF-8. */
  readonly message: string | Buffer;
  /** RFC 3339 with nine digits in UTC; 2026-11-21T08:11:56.494799123Z when absent. */
  readonly timestamp?: string;
  /** `EntryFlag`s; none when absent. */
  readonly flags?: number;
}

/** A source with these facts. */
export function makeSource(id: number, facts: SourceFacts = {}): SourceInfo {
  return { id, facts };
}

/** A block as `pods/log` yields it: each message behind its timestamp, a newline behind each. */
export function makeBlock(source: SourceInfo, entries: readonly (TestEntry | string)[]): Block {
  const count = entries.length;
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  const seconds = new Float64Array(count);
  const nanos = new Uint32Array(count);
  const flags = new Uint8Array(count);
  const parts: Buffer[] = [];
  let length = 0;
  for (const [index, given] of entries.entries()) {
    const entry: TestEntry = typeof given === "string" ? { message: given } : given;
    const timestamp = entry.timestamp ?? "2026-11-21T08:11:56.494799123Z";
    const message = Buffer.from(entry.message);
    starts[index] = length + timestamp.length + 1;
    ends[index] = length + timestamp.length + 1 + message.length;
    seconds[index] = Date.parse(`${timestamp.slice(0, 19)}Z`) / 1000;
    nanos[index] = Number(timestamp.slice(20, 29));
    flags[index] = entry.flags ?? 0;
    parts.push(Buffer.from(`${timestamp} `), message, Buffer.from("\n"));
    length = ends[index] + 1;
  }
  const bytes = Buffer.concat(parts);
  return {
    source,
    bytes,
    count,
    starts,
    ends,
    seconds,
    nanos,
    keySeconds: seconds,
    keyNanos: nanos,
    flags,
    arrivedMs: 0,
  };
}

/** A batch of all entries of these blocks, block after block. */
export function makeBatch(...blocks: readonly Block[]): Batch {
  const places = blocks.flatMap((block, place) =>
    Array.from({ length: block.count }, (_, index) => [place, index] as const),
  );
  return {
    isLive: false,
    count: places.length,
    blocks,
    block: Uint32Array.from(places, ([place]) => place),
    entry: Uint32Array.from(places, ([, index]) => index),
    flags: Uint8Array.from(places, ([place, index]) => blocks[place]?.flags?.[index] ?? 0),
  };
}

/** The messages of a block, as text. */
export function messagesOf(block: Block): readonly string[] {
  return Array.from({ length: block.count }, (_, index) =>
    block.bytes.toString("utf8", block.starts[index], block.ends[index]),
  );
}
