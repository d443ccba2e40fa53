import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { exhaustedEntry, SeenEntries, unknownEntry } from "../../../src/stream/seen-entries.ts";

const limits = { minEntries: 8, maxEntries: 32, seconds: 10 };

test("L14 an identity is met in each pass as often as it was noted", () => {
  const seen = new SeenEntries();
  const [first, second] = [seen.note(5, 1, 77), seen.note(5, 1, 77)];
  assert.equal(seen.match(5, 1, 77), exhaustedEntry);
  seen.beginPass();
  assert.deepEqual([seen.match(5, 1, 77), seen.match(5, 1, 77)], [first, second]);
  assert.equal(seen.match(5, 1, 77), exhaustedEntry);
  assert.equal(seen.match(5, 1, 78), unknownEntry);
  assert.equal(seen.match(5, 2, 77), unknownEntry);
});

test("L14 entries that ran backwards are found by their own timestamps", () => {
  const seen = new SeenEntries();
  seen.note(5, 0, 1);
  const back = seen.note(4, 999, 2);
  seen.note(5, 1, 3);
  seen.beginPass();
  assert.equal(seen.match(4, 999, 2), back);
  assert.equal(seen.match(5, 0, 2), unknownEntry);
  assert.ok(seen.has(4, 999, 2));
  assert.ok(!seen.has(5, 0, 2));
});

test("L16 the memory is bounded: by entries, and beyond some by seconds", () => {
  const fast = new SeenEntries(limits);
  for (let index = 0; index < 1000; index++) fast.note(0, index, index);
  assert.equal(fast.size, 32);
  assert.ok(fast.isForgotten(0, 967));
  assert.ok(!fast.isForgotten(0, 969));
  const slow = new SeenEntries(limits);
  for (let index = 0; index < 1000; index++) slow.note(index, 0, index);
  assert.ok(slow.size <= 16, `${slow.size} entries`);
  assert.ok(slow.size >= 8);
});

test("L14 whatever is remembered is found, whatever order it was noted in", () => {
  const entry = fc.record({ seconds: fc.nat(40), nanos: fc.nat(3), hash: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), (entries) => {
      const seen = new SeenEntries(limits);
      for (const { seconds, nanos, hash } of entries) seen.note(seconds, nanos, hash);
      seen.beginPass();
      const found = entries
        .slice(entries.length - seen.size)
        .map(({ seconds, nanos, hash }) => seen.match(seconds, nanos, hash));
      assert.ok(found.every((number) => number >= 0));
      assert.equal(new Set(found).size, seen.size);
    }),
  );
});

test("L14 a hundred thousand entries of one timestamp are matched in one go", () => {
  const seen = new SeenEntries();
  for (let index = 0; index < 100_000; index++) seen.note(7, 7, index % 50);
  seen.beginPass();
  for (let index = 0; index < 100_000; index++) assert.equal(seen.match(7, 7, index % 50), index);
});
