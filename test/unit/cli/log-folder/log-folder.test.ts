import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { findCaptureFiles } from "../../../../src/captures/capture-files.ts";
import { fileInput } from "../../../../src/captures/capture-input.ts";
import { createCaptureSource } from "../../../../src/captures/capture-source.ts";
import { LogFolder } from "../../../../src/cli/log-folder/log-folder.ts";
import { EntryFlag } from "../../../../src/stream/block.ts";
import { mergeFinished } from "../../../../src/stream/merge-finished.ts";
import type { SourceFacts, SourceInfo } from "../../../../src/stream/source-info.ts";
import { systemClock } from "../../../../src/time/clock.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../../support/blocks.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

const pod = { context: "kt", namespace: "shop", node: "node-1", pod: "web-0", podUid: "0a1b2c3d" } as const;
const sources: readonly SourceInfo[] = [
  makeSource(0, { ...pod, container: "web", instance: 1 }),
  makeSource(1, { ...pod, container: "app", instance: 0 }),
  makeSource(2, { node: "node-1", service: "kubelet" }),
];

/** What stands in a folder, in the order in which it is read. */
interface ReadEntry {
  readonly facts: SourceFacts;
  readonly message: string;
  readonly nanos: number;
  readonly flags: number;
}

function folderAt(path: string): LogFolder {
  const placeOf = (facts: SourceFacts): number =>
    sources.findIndex((source) => source.facts.container === facts.container);
  return new LogFolder({ path, isPrompt: false, placeOf, onFailure: (error) => assert.fail(error) });
}

async function readBack(path: string): Promise<readonly ReadEntry[]> {
  const notices = new RecordedNotices();
  let nextId = 0;
  const inputs = (await findCaptureFiles([path])).map(fileInput);
  const environment = {
    notices,
    clock: systemClock,
    nowMs: () => 0,
    sourceOf: (facts: SourceFacts) => makeSource(nextId++, facts),
  };
  const logs = inputs.map((input) => createCaptureSource(input, { format: undefined, range: {} }, environment));
  const entries: ReadEntry[] = [];
  for await (const batch of mergeFinished(logs, { signal: new AbortController().signal, notices })) {
    for (let place = 0; place < batch.count; place++) {
      const block = batch.blocks[batch.block[place] ?? -1];
      const index = batch.entry[place] ?? -1;
      assert.ok(block !== undefined);
      entries.push({
        facts: block.source.facts,
        message: block.bytes.toString("latin1", block.starts[index], block.ends[index]),
        nanos: block.nanos[index] ?? -1,
        flags: batch.flags[place] ?? 0,
      });
    }
  }
  assert.deepEqual(notices.all, []);
  return entries;
}

const message = fc.oneof(
  fc.string(),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
  fc.constant("x".repeat(70_000)),
);

test("L25 L27 -o dir: what is read back is every byte of every entry, in the same order, of the same sources", async () => {
  const entry = fc.record({
    source: fc.nat(2),
    nanos: fc.nat(3),
    message: message.filter((text) => !text.includes("\n")),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), async (entries, batchSize) => {
      using scratch = scratchFolder();
      const path = join(scratch.path, "logs");
      const folder = folderAt(path);
      folder.setSources(sources);
      const sorted = entries.toSorted((a, b) => a.nanos - b.nanos || a.source - b.source);
      for (let at = 0; at < sorted.length; at += batchSize) {
        const blocks = sorted
          .slice(at, at + batchSize)
          .map(({ source, nanos, message: text }) =>
            makeBlock(sources[source] as SourceInfo, [
              { message: text, timestamp: `2026-11-21T08:00:00.00000000${nanos}Z` },
            ]),
          );
        folder.render(makeBatch(...blocks));
        await folder.room();
      }
      await folder.end();
      const expected = sorted.map((one) => ({
        facts: sources[one.source]?.facts,
        message: Buffer.from(one.message).toString("latin1"),
        nanos: one.nanos,
        flags: 0,
      }));
      assert.deepEqual(await readBack(path), expected);
    }),
    { numRuns: 40 },
  );
});

const streams: readonly TestEntry[] = [
  { message: "to stdout", flags: EntryFlag.stdout },
  { message: "to stderr", flags: EntryFlag.stderr },
];

test("L25 L27 -o dir: where the stream is known it is kept, as a container runtime writes it", async () => {
  using scratch = scratchFolder();
  const path = join(scratch.path, "logs");
  const folder = folderAt(path);
  folder.render(makeBatch(makeBlock(sources[0] as SourceInfo, streams)));
  await folder.end();
  const entries = await readBack(path);
  assert.deepEqual(
    entries.map(({ message: text, flags }) => [text, flags]),
    streams.map(({ message: text, flags }) => [text, flags]),
  );
  assert.match(
    readFileSync(join(path, "shop_web-0_0a1b2c3d", "web", "1.log"), "utf8"),
    /^2026\S+Z stdout F to stdout\n/,
  );
});

test("L25 -o dir: an entry without a time of its own is written without one", async () => {
  using scratch = scratchFolder();
  const path = join(scratch.path, "logs");
  const folder = folderAt(path);
  folder.render(
    makeBatch(makeBlock(sources[0] as SourceInfo, ["timed", { message: "failed to watch", flags: EntryFlag.untimed }])),
  );
  await folder.end();
  const flags = (await readBack(path)).map(({ message: text, flags: bits }) => [text, bits]);
  assert.deepEqual(flags, [
    ["timed", 0],
    ["failed to watch", EntryFlag.untimed],
  ]);
});

test("L25 -o dir: a container that wrote nothing has an empty file, and a line in the index", async () => {
  using scratch = scratchFolder();
  const path = join(scratch.path, "logs");
  const folder = folderAt(path);
  folder.setSources(sources);
  await folder.end();
  assert.deepEqual(readdirSync(path).toSorted(), ["node-1", "shop_web-0_0a1b2c3d", "sources.jsonl"]);
  assert.equal(readFileSync(join(path, "sources.jsonl"), "utf8").trim().split("\n").length, 3);
  assert.deepEqual(await readBack(path), []);
});

test("L25 L27 -o dir: without its index a folder still tells namespace, pod, container and instance", async () => {
  using scratch = scratchFolder();
  const path = join(scratch.path, "logs");
  const folder = folderAt(path);
  folder.render(makeBatch(makeBlock(sources[0] as SourceInfo, ["line"])));
  await folder.end();
  const files = await findCaptureFiles([join(path, "shop_web-0_0a1b2c3d")]);
  assert.deepEqual(
    files.map(({ facts }) => facts),
    [{ namespace: "shop", pod: "web-0", podUid: "0a1b2c3d", container: "web", instance: 1 }],
  );
});
