import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LandingBlocks } from "../../../../src/kube/transport/landing-blocks.ts";

/** Longer than a block. */
const source = Buffer.from(Array.from({ length: 12_000 }, (_, index) => `line ${index} of a log\n`).join(""));

test("L16 landing: what was put in comes out once and in order, whenever it is taken", () => {
  const step = fc.record({
    bytes: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 200_000 })),
    isTaken: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const landing = new LandingBlocks();
      const taken: Buffer[] = [];
      let at = 0;
      for (const { bytes, isTaken } of steps) {
        const end = Math.min(source.length, at + bytes);
        landing.put(source, at, end);
        at = end;
        if (isTaken && landing.hasNews) taken.push(...landing.take());
        const takenBytes = taken.reduce((sum, { length }) => sum + length, 0);
        assert.equal(takenBytes + landing.heldBytes, at);
      }
      landing.end();
      while (landing.hasNews) taken.push(...landing.take());
      assert.ok(Buffer.concat(taken).equals(source.subarray(0, at)));
      assert.equal(landing.heldBytes, 0);
    }),
    { numRuns: 60 },
  );
});

test("L16 landing: what is read right into its room comes out as what is copied does, behind any framing", () => {
  const step = fc.record({
    bytes: fc.integer({ min: 1, max: 16_384 }),
    framing: fc.constantFrom(0, 0, 0, 6, 100),
    isTaken: fc.boolean(),
    isShared: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const landing = new LandingBlocks();
      const shared = Buffer.alloc(16_384 + 100);
      const taken: Buffer[] = [];
      let room: Buffer = shared;
      let at = 0;
      for (const { bytes, framing, isTaken, isShared } of steps) {
        // The room of a read was chosen before: what was there may have been taken since.
        const read = Math.min(bytes, room.length - framing, source.length - at);
        room.fill("#", 0, framing);
        source.copy(room, framing, at, at + read);
        landing.put(room, framing, framing + read);
        at += read;
        room = isShared ? shared : landing.room();
        if (isTaken) taken.push(...landing.take());
      }
      landing.end();
      while (landing.hasNews) taken.push(...landing.take());
      assert.ok(Buffer.concat(taken).equals(source.subarray(0, at)));
    }),
    { numRuns: 100 },
  );
});

test("L16 landing: what was taken stays as it is while more comes", () => {
  const landing = new LandingBlocks();
  const taken: { readonly chunk: Buffer; readonly copy: Buffer }[] = [];
  for (let at = 0; at < source.length; at += 10_007) {
    landing.put(source, at, Math.min(source.length, at + 10_007));
    for (const chunk of landing.take()) taken.push({ chunk, copy: Buffer.from(chunk) });
  }
  for (const { chunk, copy } of taken) assert.ok(chunk.equals(copy));
});

test("L16 landing: much of it ends with a line, a little comes as it is", () => {
  const landing = new LandingBlocks();
  landing.put(Buffer.from("half a li"), 0, 9);
  assert.deepEqual(landing.take().map(String), ["half a li"]);
  landing.put(source, 0, 60_003);
  const [much] = landing.take();
  assert.equal(much?.at(-1), 0x0a);
  assert.equal(landing.hasNews, false);
  landing.put(source, 60_003, 60_010);
  const [little] = landing.take();
  assert.ok(Buffer.concat([much ?? Buffer.alloc(0), little ?? Buffer.alloc(0)]).equals(source.subarray(0, 60_010)));
});

test("L16 landing: a line without an end does not wait for one", () => {
  const endless = Buffer.alloc(500_000, "x");
  const landing = new LandingBlocks();
  landing.put(endless, 0, endless.length);
  let takenBytes = 0;
  while (landing.hasNews) for (const { length } of landing.take()) takenBytes += length;
  assert.equal(takenBytes, endless.length);
});

test("L16 landing: what was dropped is gone", () => {
  const landing = new LandingBlocks();
  landing.put(source, 0, 150_000);
  landing.drop();
  assert.deepEqual([landing.heldBytes, landing.hasNews, landing.take()], [0, false, []]);
});
