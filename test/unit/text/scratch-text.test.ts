import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ScratchText } from "../../../src/text/scratch-text.ts";

test("L20 a text in shared memory is its parts in UTF-8, however many and long", () => {
  const scratch = new ScratchText();
  const part = fc.oneof(
    fc.string({ unit: "binary", maxLength: 50 }),
    fc.constantFrom("ä€😀".repeat(3000), "x".repeat(9000)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(part, fc.boolean()), { maxLength: 6 }), (parts) => {
      scratch.clear();
      for (const [text, isBytes] of parts) {
        const bytes = Buffer.from(`<${text}>`);
        if (isBytes) scratch.add(bytes, 1, bytes.length - 1);
        else scratch.addText(text);
      }
      const written = Buffer.from(scratch.viewed.bytes.subarray(0, scratch.length));
      assert.deepEqual(written, Buffer.concat(parts.map(([text]) => Buffer.from(text))));
    }),
  );
});

test("L20 a long text stays what it is when the next ones are written", () => {
  const scratch = new ScratchText();
  const long = "x".repeat(100_000);
  scratch.addText(long);
  const { bytes } = scratch.viewed;
  const { length } = scratch;
  scratch.clear();
  scratch.addText("y");
  scratch.clear();
  scratch.addText("z".repeat(100_000));
  assert.equal(bytes.toString("utf8", 0, length), long);
});
