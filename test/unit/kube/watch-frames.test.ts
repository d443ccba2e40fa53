import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ByteStream } from "../../../src/kube/client.ts";
import { readWatchFrames } from "../../../src/kube/watch-frames.ts";

function bodyOf(pieces: readonly (readonly Buffer[])[]): ByteStream {
  const left = [...pieces];
  return { status: 200, headers: {}, next: async () => left.shift(), [Symbol.asyncDispose]: async () => {} };
}

async function framesOf(body: ByteStream): Promise<unknown[]> {
  const frames: unknown[] = [];
  for await (const some of readWatchFrames(body)) frames.push(...some);
  return frames;
}

test("L6 watch: frames are the same however their bytes are cut up", async () => {
  const frame = fc.record({
    type: fc.constantFrom("ADDED", "MODIFIED"),
    object: fc.record({ name: fc.string({ unit: "binary" }) }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(frame), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), async (frames, sizes) => {
      const bytes = Buffer.from(frames.map((one) => `${JSON.stringify(one)}\n`).join(""));
      const pieces: Buffer[][] = [];
      for (let start = 0; start < bytes.length; ) {
        const end = start + (sizes.next().value ?? 1);
        const isSameRead = end % 3 === 0 ? pieces.at(-1) : undefined;
        if (isSameRead === undefined) pieces.push([bytes.subarray(start, end)]);
        else isSameRead.push(bytes.subarray(start, end));
        start = end;
      }
      assert.deepEqual(await framesOf(bodyOf(pieces)), JSON.parse(JSON.stringify(frames)));
    }),
  );
});

test("L6 watch: a frame that the end cut off is dropped, an empty line is nothing", async () => {
  const body = bodyOf([[Buffer.from('{"type":"ADDED"}\n\n{"type":"ADD')]]);
  assert.deepEqual(await framesOf(body), [{ type: "ADDED" }]);
});
