import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import type { Batch } from "../../../src/stream/batch.ts";
import { takeLast } from "../../../src/stream/take-last.ts";
import { batchOf, perishable } from "../../support/batches.ts";
import { blockOf, collectEntries, entriesOfBatch, type MergedEntry, type TestLine } from "../../support/entries.ts";

interface Taken {
  readonly entries: MergedEntry[];
  readonly dropped: number[];
}

async function take(batches: readonly Batch[], entries: number): Promise<Taken> {
  const dropped: number[] = [];
  const kept = takeLast(perishable(batches), { entries, onDropped: (count) => dropped.push(count) });
  return { entries: await collectEntries(kept), dropped };
}

/** Batches of so many entries each, taken in turn from two sources, with texts that count up. */
function batchesOf(sizes: readonly number[], isLive = false, from = 0): Batch[] {
  let number = from;
  return sizes.map((size) => {
    const lines = Array.from({ length: size }, (): TestLine => [number, `${number++}`]);
    if (size === 0) return batchOf([], isLive);
    const blocks = [0, 1].map((id) => {
      const own = lines.filter((_, index) => index % 2 === id);
      return own.length === 0 ? undefined : blockOf(id, own);
    });
    const places = lines.flatMap((_, index) => {
      const block = blocks[index % 2];
      return block === undefined ? [] : [[block, index >> 1] as const];
    });
    return batchOf(places, isLive, (from + size) % 2 === 0 ? 0 : 8);
  });
}

test("L8 last entries: exactly the last ones of a finished merge, with their flags, and how many came before", async () => {
  const sizes = fc.array(fc.oneof(fc.nat(6), fc.constantFrom(500, 3000)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.oneof(fc.nat(12), fc.constantFrom(1000, 9000)), async (of, limit) => {
      const batches = batchesOf(of);
      const all = batches.flatMap(entriesOfBatch);
      const { entries, dropped } = await take(batches, limit);
      assert.deepEqual(entries, limit === 0 ? [] : all.slice(-limit));
      assert.deepEqual(dropped, [Math.max(0, all.length - limit)]);
    }),
    { numRuns: 40 },
  );
});

/** The model of what is kept where entries of only the first source are counted. */
function lastAmong(all: readonly MergedEntry[], limit: number, leadNanos: number): readonly MergedEntry[] {
  const counted = all.filter(({ source }) => source === 0);
  if (limit === 0) return [];
  if (counted.length === 0) return all.slice(-limit);
  const first = counted.at(-limit) ?? counted[0];
  const begin = all.findIndex((entry) => entry === first);
  return all.filter(({ source, key }, index) => {
    return source === 0 ? index >= begin : key >= (first?.key ?? 0) - leadNanos;
  });
}

test("L8 N6 last entries: where only some are counted, the others come from a little before the first of them on", async () => {
  const entry = fc.record({ id: fc.constantFrom(0, 1, 1, 2), step: fc.constantFrom(0, 1, 2, 40) });
  const sizes = fc.constantFrom(3, 700, 5000);
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 60 }), fc.nat(9), sizes, async (entries, limit, size) => {
      let number = 0;
      let seconds = 0;
      const batches = entries.map(({ id, step }) => {
        // Of the counted source a few, of the others many: several kept batches lie between them.
        const lines = Array.from({ length: id === 0 ? 2 : Math.ceil(size / 3) }, (): TestLine => {
          return [(seconds += step) * 1e9, `${number++}`];
        });
        const block = blockOf(id, lines);
        return batchOf(lines.map((_, index) => [block, index] as const));
      });
      const dropped: number[] = [];
      const among = { isCounted: ({ id }: { readonly id: number }) => id === 0, leadSeconds: 10 };
      const kept = takeLast(perishable(batches), { entries: limit, among, onDropped: (count) => dropped.push(count) });
      const all = batches.flatMap(entriesOfBatch);
      const expected = lastAmong(all, limit, 10e9);
      assert.deepEqual(await collectEntries(kept), expected);
      assert.deepEqual(dropped, [all.length - expected.length]);
    }),
    { numRuns: 25 },
  );
});

test("L8 L13 last entries: in a follow the last ones of the backlog, then everything that is live", async () => {
  for (const limit of [0, 1, 3, 100]) {
    const backlog = batchesOf([4, 0, 3]);
    const live = batchesOf([2, 5], true, 7);
    const { entries, dropped } = await take([...backlog, ...live], limit);
    const last = limit === 0 ? [] : backlog.flatMap(entriesOfBatch).slice(-limit);
    assert.deepEqual(entries, [...last, ...live.flatMap(entriesOfBatch)]);
    assert.deepEqual(dropped, [Math.max(0, 7 - limit)]);
  }
});

test("L8 L13 last entries: the backlog comes out when it is complete, not when the first live line comes", async () => {
  const batches = takeLast(perishable([...batchesOf([4]), batchOf([], true), ...batchesOf([1], true, 4)]), {
    entries: 2,
  });
  const first = await batches.next();
  assert.deepEqual(first.done === true ? [] : entriesOfBatch(first.value).map(({ text }) => text), ["2", "3"]);
  await batches.return();
});

test("L8 last entries: what was dropped is told before the kept ones come out", async () => {
  const said: string[] = [];
  const kept = takeLast(perishable(batchesOf([9])), {
    entries: 2,
    onDropped: (count) => said.push(`dropped ${count}`),
  });
  for await (const batch of kept) said.push(...entriesOfBatch(batch).map(({ text }) => text));
  assert.deepEqual(said, ["dropped 7", "7", "8"]);
});

test("L8 L16 last entries: a few lines kept out of large blocks do not keep the blocks in memory", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const blockBytes = 1024 * 1024;
  let heldBytes = 0;
  function* batches(): Generator<Batch> {
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    for (let number = 0; number < 100; number++) {
      const block = blockOf(0, [
        [number, "x".repeat(blockBytes)],
        [number, `${number}`],
      ]);
      yield batchOf([[block, 1]]);
    }
    // V8 gives buffers back in a thread of its own, which may have to wait for its turn.
    for (let attempt = 0; attempt < 100; attempt++) {
      collectGarbage();
      heldBytes = process.memoryUsage().arrayBuffers - before;
      if (heldBytes < 40 * blockBytes) break;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
  const entries = await collectEntries(takeLast(perishable(batches()), { entries: 50 }));
  assert.deepEqual(
    entries.map(({ text }) => text),
    Array.from({ length: 50 }, (_, index) => `${index + 50}`),
  );
  assert.ok(heldBytes < 40 * blockBytes, `${heldBytes} bytes were held for 50 short lines`);
});
