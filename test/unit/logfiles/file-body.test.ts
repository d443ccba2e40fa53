import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ByteStream } from "../../../src/kube/client.ts";
import { FileBody } from "../../../src/logfiles/file-body.ts";

/** An answer with these chunks, as they arrive. */
function bodyOf(arrivals: readonly (readonly Buffer[])[]): FileBody {
  const left = [...arrivals];
  const stream: ByteStream = {
    status: 200,
    headers: {},
    next: () => Promise.resolve(left.shift()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return new FileBody(stream);
}

test("H2 a body: what is taken behind a place is the same however it arrives", async () => {
  const chunk = fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes));
  const arrivals = fc.array(fc.array(chunk, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(arrivals, fc.nat(20), fc.nat(40), async (chunks, limit, skipped) => {
      const whole = Buffer.concat(chunks.flat());
      const taken = await bodyOf(chunks).take(limit, skipped);
      assert.deepEqual(taken, whole.subarray(skipped, skipped + limit));
    }),
  );
});

test("H2 a body: what stands before the place is not held", async () => {
  const before = Array.from({ length: 64 }, () => [Buffer.alloc(1024 * 1024, "x")]);
  const taken = await bodyOf([...before, [Buffer.from("rest")]]).take(100, 64 * 1024 * 1024);
  assert.equal(taken.toString(), "rest");
  assert.ok(taken.buffer.byteLength < 1024 * 1024, `${taken.buffer.byteLength}`);
});
