import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import type { ByteStream } from "../../../src/kube/client.ts";
import { MovingBody } from "../../../src/kube/moving-body.ts";

const log = Buffer.from(Array.from({ length: 40_000 }, (_, index) => `line ${index} of a log\n`).join(""));

/** An answer that comes in pieces of these sizes, over and over. */
function answer(
  bytes: Buffer,
  sizes: readonly number[],
): ByteStream & { readonly isDisposed: boolean; readBytes: number } {
  let reads = 0;
  return {
    status: 200,
    headers: { "content-type": "text/plain" },
    isDisposed: false,
    readBytes: 0,
    async next() {
      if (this.readBytes >= bytes.length) return undefined;
      const pieces = 1 + (reads % 2);
      const chunks: Buffer[] = [];
      for (let piece = 0; piece < pieces && this.readBytes < bytes.length; piece++) {
        const chunk = bytes.subarray(this.readBytes, this.readBytes + (sizes[reads++ % sizes.length] ?? 1));
        this.readBytes += chunk.length;
        chunks.push(chunk);
      }
      return chunks;
    },
    async [Symbol.asyncDispose]() {
      Object.assign(this, { isDisposed: true });
    },
  };
}

async function readAll(body: ByteStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let more = await body.next(); more !== undefined; more = await body.next()) {
    assert.ok(more.length > 0);
    chunks.push(...more);
  }
  return Buffer.concat(chunks);
}

const failure = (cause: Error): Error => new Error("cut", { cause });

test("L11 moving: a long answer comes whole, each byte once, however the pieces fall", async () => {
  const sizes = fc.array(fc.integer({ min: 1000, max: 300_000 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: log.length }), sizes, sizes, async (length, before, behind) => {
      const whole = log.subarray(0, length);
      const first = answer(whole, before);
      const second = answer(whole, behind);
      let opened = 0;
      const open = async (): Promise<ByteStream> => {
        opened++;
        return second;
      };
      await using body = new MovingBody(first, { hasRoom: () => true, open, failure });
      assert.ok((await readAll(body)).equals(whole));
      assert.equal(first.isDisposed, opened > 0);
      assert.ok(opened <= 1);
      if (length > 1_000_000) assert.equal(opened, 1);
    }),
    { numRuns: 60 },
  );
});

test("L11 moving: a short answer stays where it is", async () => {
  const short = log.subarray(0, 100_000);
  const open = async (): Promise<ByteStream> => assert.fail("it was asked for again");
  const body = new MovingBody(answer(short, [50_000]), { hasRoom: () => true, open, failure });
  assert.ok((await readAll(body)).equals(short));
  assert.deepEqual([body.status, body.headers["content-type"]], [200, "text/plain"]);
});

for (const [title, options] of [
  ["there are many others", { hasRoom: () => false, open: async () => assert.fail("it was asked for again") }],
  ["no other connection can be had", { hasRoom: () => true, open: async () => Promise.reject(new Error("refused")) }],
] as const) {
  test(`L11 moving: where ${title}, the answer goes on as it is`, async () => {
    const first = answer(log, [100_000]);
    const body = new MovingBody(first, { ...options, failure });
    assert.ok((await readAll(body)).equals(log));
    assert.equal(first.isDisposed, false);
  });
}

for (const [title, other] of [
  ["another beginning, since the log was rotated meanwhile", log.subarray(22)],
  ["less than before", log.subarray(0, 120_000)],
  ["nothing", Buffer.alloc(0)],
] as const) {
  test(`L14 moving: ${title} is a cut: what came before stays, and nothing comes behind it`, async () => {
    const body = new MovingBody(answer(log, [100_000]), {
      hasRoom: () => true,
      open: async () => answer(other, [100_000]),
      failure,
    });
    let readBytes = 0;
    const read = async (): Promise<void> => {
      for (let more = await body.next(); more !== undefined; more = await body.next())
        for (const { length } of more) readBytes += length;
    };
    await assert.rejects(read(), { message: "cut" });
    assert.ok(readBytes >= 128 * 1024 && readBytes < log.length);
  });
}

test("L29 moving: who gives up amid the move leaves neither answer open", async () => {
  const first = answer(log, [300_000]);
  const second = answer(log, [300_000]);
  const opening = Promise.withResolvers<ByteStream>();
  const body = new MovingBody(first, { hasRoom: () => true, open: () => opening.promise, failure });
  await body.next();
  await body[Symbol.asyncDispose]();
  opening.resolve(second);
  await turn();
  assert.deepEqual([first.isDisposed, second.isDisposed], [true, true]);
});

for (const [title, length] of [
  ["has ended before", 300_000],
  ["has become too long to be compared before", log.length * 4],
] as const) {
  test(`L11 moving: an answer that ${title} the other is there stays where it is`, async () => {
    const whole = Buffer.concat([log, log, log, log]).subarray(0, length);
    const first = answer(whole, [150_000]);
    const second = answer(whole, [150_000]);
    const opening = Promise.withResolvers<ByteStream>();
    const body = new MovingBody(first, { hasRoom: () => true, open: () => opening.promise, failure });
    const chunks: Buffer[] = [];
    for (let more = await body.next(); more !== undefined; more = await body.next()) {
      chunks.push(...more);
      if (first.readBytes > 2_500_000) opening.resolve(second);
      await turn();
    }
    opening.resolve(second);
    await turn();
    assert.ok(Buffer.concat(chunks).equals(whole));
    assert.deepEqual([second.isDisposed, second.readBytes], [true, 0]);
  });
}
