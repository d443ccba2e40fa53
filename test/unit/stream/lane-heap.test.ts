import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BatchFiller } from "../../../src/stream/batch-filler.ts";
import { type Lane, LaneHeap, roundedKey } from "../../../src/stream/lane-heap.ts";

/** Moments that lie so near to each other that their rounded keys are often the same, and some at the ends of what can be written. */
const instant = fc.tuple(
  fc.oneof(
    fc.constantFrom(-62_135_596_800, -1, 0, 253_402_300_799),
    fc.integer({ min: 1_795_248_716, max: 1_795_248_718 }),
  ),
  fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 999_999_700, max: 999_999_999 })),
);

test("L11 merge: keys are told apart to the nanosecond, and ties go by the order of the sources", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(instant, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 9 }),
      (logs) => {
        const heap = new LaneHeap<Lane>();
        const sorted = logs.map((keys) => keys.toSorted(([a, b], [c, d]) => a - c || b - d));
        for (const [order, keys] of sorted.entries()) heap.push(laneOf(order, keys));
        const filler = new BatchFiller();
        while (filler.takeFrom(heap, Number.POSITIVE_INFINITY, 0) === "dry") heap.pop();
        const { count, blocks, block, entry } = filler.batch(false);
        const taken = Array.from({ length: count }, (_, place) => {
          const from = blocks[block[place] as number];
          const index = entry[place] as number;
          return [from?.keySeconds[index], from?.keyNanos[index], from?.source.id];
        });
        const expected = sorted.flatMap((keys, order) =>
          keys.map(([seconds, nanos]) => [seconds, nanos, order] as const),
        );
        assert.deepEqual(
          taken,
          expected.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]),
        );
        assert.equal(filler.lateCount, 0);
      },
    ),
  );
});

test("L11 merge: nothing beyond a bound comes out, to the nanosecond", () => {
  fc.assert(
    fc.property(fc.array(instant, { minLength: 1, maxLength: 12 }), instant, (log, [seconds, nanos]) => {
      const heap = new LaneHeap<Lane>();
      const keys = log.toSorted(([a, b], [c, d]) => a - c || b - d);
      heap.push(laneOf(0, keys));
      const filler = new BatchFiller();
      filler.takeFrom(heap, seconds, nanos);
      assert.equal(
        filler.count,
        keys.filter(([second, nano]) => second < seconds || (second === seconds && nano <= nanos)).length,
      );
    }),
  );
});

test("L11 merge: a rounded key is never above that of a later moment", () => {
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      const [first, second] = [a, b].toSorted((one, other) => one[0] - other[0] || one[1] - other[1]) as [
        typeof a,
        typeof b,
      ];
      assert.ok(roundedKey(...first) <= roundedKey(...second));
    }),
  );
});

function laneOf(order: number, keys: readonly (readonly [number, number])[]): Lane {
  const seconds = Float64Array.from(keys, ([second]) => second);
  const nanos = Uint32Array.from(keys, ([, nano]) => nano);
  const places = new Uint32Array(keys.length);
  const block = {
    source: { id: order, facts: {} },
    bytes: Buffer.alloc(0),
    count: keys.length,
    starts: places,
    ends: places,
    seconds,
    nanos,
    keySeconds: seconds,
    keyNanos: nanos,
    arrivedMs: 0,
  };
  return { order, block, index: 0, slot: -1, isFree: false };
}
