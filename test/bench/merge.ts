import { mergeFinished } from "../../src/stream/merge-finished.ts";
import type { LogSource } from "../../src/stream/source.ts";
import { TimestampedLines } from "../../src/stream/timestamped-lines.ts";
import { SyntheticLog } from "../support/synthetic-log.ts";

/**
 * What it costs to parse 2 million lines of 20 sources out of bytes and to merge them where each line is of another source
 * than the one before it, which is the worst case; all in memory. Prints nanoseconds of CPU for each line; asserts nothing.
 *
 * Run: node test/bench/merge.ts
 */
const sourceCount = 20;
const linesOfSource = 100_000;
const chunkBytes = 16 * 1024;
const chunksAtOnce = 8;
const rounds = 5;
const never = new AbortController().signal;

const logs = await Promise.all(Array.from({ length: sourceCount }, (_, id) => chunksOf(id)));
for (let round = 0; round < rounds; round++) {
  const parsing = await costOf(async () => {
    for (const source of sources()) for await (const _ of source.read(never)) continue;
  });
  const both = await costOf(async () => {
    for await (const _ of mergeFinished(sources(), { signal: never, notices: { notice: () => undefined } })) continue;
  });
  console.log(`parse ${parsing.toFixed(0)} ns, parse and merge ${both.toFixed(0)} ns for each line`);
}

function sources(): LogSource[] {
  return logs.map((pushes, id) => ({
    name: `source ${id}`,
    async *read() {
      const lines = new TimestampedLines({ id, facts: {} });
      for (const chunks of pushes) {
        const block = lines.push(chunks, 0);
        if (block !== undefined) yield block;
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }));
}

/** A log as a transport hands it on: some chunks at a time. */
async function chunksOf(id: number): Promise<Buffer[][]> {
  const times = { startSeconds: 1_795_248_000, intervalNanos: 100_000, offsetNanos: id * 5000 };
  const log = new SyntheticLog({ ...times, lines: linesOfSource, lineBytes: 143, name: `source-${id}` });
  const pushes: Buffer[][] = [[]];
  const take = (bytes: Buffer): Promise<void> => {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      if (pushes.at(-1)?.length === chunksAtOnce) pushes.push([]);
      pushes.at(-1)?.push(bytes.subarray(at, at + chunkBytes));
    }
    return Promise.resolve();
  };
  await log.read({ timestamps: true, follow: false }, take, never);
  return pushes;
}

async function costOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / (sourceCount * linesOfSource);
}
