import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { decompressed } from "../../../src/logfiles/decompressed.ts";

const text = Buffer.from(Array.from({ length: 20_000 }, (_, line) => `line ${line} ${line * 7919}\n`).join(""));
const compressed = gzipSync(text);

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const chunk of decompressed(chunks)) all.push(chunk);
  return Buffer.concat(all).toString();
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("H1 gzip: what is compressed comes out as it was, however it is cut into chunks, and what is not as it is", async () => {
  for (const size of [7, 1000, compressed.length]) {
    assert.equal(await textOf(pieces(compressed, size)), text.toString(), `${size} bytes at a time`);
  }
  assert.equal(await textOf(pieces(Buffer.concat([compressed, compressed]), 4096)), text.toString().repeat(2));
  assert.equal(await textOf(pieces(text, 4096)), text.toString());
  assert.equal(await textOf(pieces(Buffer.from([0x1f]), 1)), "\x1f");
  assert.equal(await textOf(pieces(Buffer.alloc(0), 1)), "");
});

for (const [name, bytes] of [
  ["compressed", compressed],
  ["not compressed", text],
] as const) {
  test(`H1 gzip: who leaves while nothing comes is not held up by a file that is ${name}`, {
    timeout: 20_000,
  }, async () => {
    let isClosed = false;
    let endStall = (): void => undefined;
    const stall = new Promise<void>((resolve) => (endStall = resolve));
    async function* stalling(): AsyncGenerator<Buffer, void, void> {
      try {
        yield bytes.subarray(0, bytes.length / 2);
        await stall;
      } finally {
        isClosed = true;
      }
    }
    for await (const chunk of decompressed(stalling())) {
      assert.ok(chunk.length > 0);
      // The decompressor asks for what comes behind the chunk by itself.
      await new Promise((resolve) => setTimeout(resolve, 20));
      break;
    }
    endStall();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(isClosed, "the chunks were not closed");
  });
}

test("H1 gzip: what broke the chunks off comes out, behind what came before it", async () => {
  async function* breaking(): AsyncGenerator<Buffer, void, void> {
    yield compressed.subarray(0, compressed.length / 2);
    throw new Error("cut off");
  }
  await assert.rejects(textOf(breaking()), /cut off/);
});
