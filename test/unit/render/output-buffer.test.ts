import assert from "node:assert/strict";
import { test } from "node:test";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";

function filled(out: OutputBuffer, text: string): void {
  out.makeRoom(text.length);
  out.length += out.target.bytes.write(text, out.length, "latin1");
}

test("L24 output: hands on what is written when there is no more room, and at a flush", () => {
  const chunks: string[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(chunk.toString()), 10);
  filled(out, "12345");
  filled(out, "67890");
  assert.deepEqual(chunks, []);
  filled(out, "a");
  assert.deepEqual(chunks, ["1234567890"]);
  out.flush();
  out.flush();
  assert.deepEqual(chunks, ["1234567890", "a"]);
});

test("L24 output: a large piece is handed on as it is, behind what was written before", () => {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(chunk), 100);
  filled(out, "before");
  const large = Buffer.alloc(26, 65);
  out.write(large);
  out.write(Buffer.from("small"));
  assert.deepEqual(chunks.map(String), ["before", "A".repeat(26)]);
  assert.equal(chunks[1], large);
  out.flush();
  assert.equal(String(chunks[2]), "small");
});

test("L24 output: a chunk keeps its bytes until it is given back, and its memory then serves once", () => {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(chunk), 4);
  for (const text of ["aaaa", "bbbb", "cccc"]) {
    filled(out, text);
    out.flush();
  }
  assert.deepEqual(chunks.map(String), ["aaaa", "bbbb", "cccc"]);
  const [first] = chunks;
  assert.ok(first);
  out.recycle(first);
  // Given back twice it must not be written to by two.
  out.recycle(first);
  out.recycle(Buffer.alloc(4));
  const again: Buffer[] = [];
  for (const text of ["dddd", "eeee", "ffff"]) {
    filled(out, text);
    out.flush();
    again.push(chunks.at(-1) ?? first);
  }
  assert.deepEqual(again.map(String), ["dddd", "eeee", "ffff"]);
  assert.equal(again.filter((chunk) => chunk.buffer === first.buffer).length, 1);
});
