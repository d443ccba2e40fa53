import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ScratchText } from "../../../src/text/scratch-text.ts";

test("L20 a text in shared memory is the text in UTF-8, however long", () => {
  const scratch = new ScratchText();
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 50 }), fc.constant("ä€😀".repeat(3000)));
  fc.assert(
    fc.property(text, (written) => {
      const length = scratch.write(written);
      assert.deepEqual(Buffer.from(scratch.viewed.bytes.subarray(0, length)), Buffer.from(written));
    }),
  );
});

test("L20 a long text stays what it is when the next ones are written", () => {
  const scratch = new ScratchText();
  const long = "x".repeat(100_000);
  const length = scratch.write(long);
  const { bytes } = scratch.viewed;
  scratch.write("y");
  scratch.write("z".repeat(100_000));
  assert.equal(bytes.toString("utf8", 0, length), long);
});
