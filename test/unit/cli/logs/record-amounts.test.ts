import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { filteredSource } from "../../../../src/cli/logs/filtered-source.ts";
import { lastOfSource } from "../../../../src/cli/logs/last-of-source.ts";
import { createFilter } from "../../../../src/filter/filter.ts";
import type { Batch } from "../../../../src/stream/batch.ts";
import { caughtUp, isBlock, type LogSource, type SourceItem } from "../../../../src/stream/source.ts";
import { mergeFinished } from "../../../../src/stream/merge-finished.ts";
import { takeFirst } from "../../../../src/stream/take-first.ts";
import { takeLast } from "../../../../src/stream/take-last.ts";
import { blockOf, collectEntries, entriesOf, type TestLine } from "../../../support/entries.ts";
import { filterOptionsOf } from "../../../support/filter-options.ts";
import { HandSource } from "../../../support/hand-source.ts";
import { ManualClock } from "../../../support/manual-clock.ts";

/** A record of so many lines of one of two sources. */
interface TestRecord {
  readonly source: number;
  readonly lines: readonly string[];
  readonly at: number;
}

function recordsOf(sizes: readonly (readonly [source: number, lines: number])[]): readonly TestRecord[] {
  return sizes.map(([source, lines], number) => ({
    source,
    at: number * 10,
    lines: Array.from({ length: lines }, (_, line) => (line === 0 ? `r${number}` : `  r${number} at line ${line}`)),
  }));
}

/** A source with the records of one number, in blocks of so many lines, its lines put together to records. */
function sourceOf(records: readonly TestRecord[], id: number, blockLines: number): LogSource {
  const lines = records
    .filter(({ source }) => source === id)
    .flatMap((record) => record.lines.map((text, line): TestLine => [record.at + line, text]));
  const items: SourceItem[] = [];
  for (let from = 0; from < lines.length; from += blockLines)
    items.push(blockOf(id, lines.slice(from, from + blockLines)));
  const filter = createFilter(filterOptionsOf({ isMultiline: true }));
  assert.ok(filter);
  return filteredSource(HandSource.finished(`s${id}`, items), filter, new ManualClock());
}

function merged(records: readonly TestRecord[], blockLines: number): AsyncIterable<Batch> {
  const sources = [0, 1].map((id) => sourceOf(records, id, blockLines));
  return mergeFinished(sources, { signal: new AbortController().signal, notices: { notice: () => {} } });
}

async function textsOf(batches: AsyncIterable<Batch>): Promise<readonly string[]> {
  return (await collectEntries(batches)).map(({ text }) => text);
}

const sizes = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 1, max: 5 })), { maxLength: 12 });

test("L8 L21 amounts: the first and the last N are whole records where lines are put together", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(13), fc.integer({ min: 1, max: 7 }), async (of, entries, blockLines) => {
      const records = recordsOf(of);
      const linesOf = (some: readonly TestRecord[]): readonly string[] => some.flatMap(({ lines }) => lines);
      const last = takeLast(merged(records, blockLines), { entries, asRecords: true });
      assert.deepEqual(await textsOf(last), linesOf(entries === 0 ? [] : records.slice(-entries)));
      const first = takeFirst(merged(records, blockLines), { entries, asRecords: true });
      assert.deepEqual(await textsOf(first), linesOf(records.slice(0, entries)));
    }),
  );
});

test("L8 L21 N6 amounts: in a timeline records of containers are counted, and none begins amid its lines", async () => {
  const records = recordsOf([
    [0, 3],
    [1, 2],
    [0, 3],
    [1, 1],
    [0, 2],
  ]);
  const among = { isCounted: ({ id }: { readonly id: number }) => id === 0, leadSeconds: 10 };
  const kept = takeLast(merged(records, 4), { entries: 2, asRecords: true, among });
  const expected = records.slice(1).flatMap(({ lines }) => lines);
  assert.deepEqual(await textsOf(kept), expected);
});

test("L8 amounts: lines are lines where nothing puts them together", async () => {
  const records = recordsOf([
    [0, 3],
    [0, 3],
  ]);
  assert.deepEqual(await textsOf(takeLast(merged(records, 9), { entries: 2 })), records[1]?.lines.slice(1));
  assert.deepEqual(await textsOf(takeFirst(merged(records, 9), { entries: 2 })), records[0]?.lines.slice(0, 2));
});

test("L8 L21 amounts: the last N of each container are whole records, then all that is live", async () => {
  const records = recordsOf([
    [0, 3],
    [0, 1],
    [0, 4],
    [0, 2],
  ]);
  for (const [entries, from] of [
    [0, 4],
    [1, 3],
    [2, 2],
    [3, 1],
    [9, 0],
  ] as const) {
    const source = sourceOf(records, 0, 5);
    const texts: string[] = [];
    const last = lastOfSource(followedBy(source, "live"), { entries, asRecords: true });
    for await (const item of last.read(new AbortController().signal)) {
      texts.push(...(!isBlock(item) ? ["|"] : entriesOf(item).map(({ text }) => text)));
    }
    assert.deepEqual(texts, [...records.slice(from).flatMap(({ lines }) => lines), "|", "live"]);
  }
});

/** The source, and behind its end a line that is live. */
function followedBy(source: LogSource, text: string): LogSource {
  return {
    name: source.name,
    read: async function* (signal) {
      yield* source.read(signal);
      yield caughtUp;
      yield blockOf(0, [[1000, text]]);
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}
