import assert from "node:assert/strict";
import { test } from "node:test";
import { copyBytes, viewBytes } from "../../../src/text/copy-bytes.ts";

test("L25 bytes: a copy of any length, from and to any place, is exact and touches nothing beside it", () => {
  const from = viewBytes(Buffer.from(Array.from({ length: 700 }, (_, index) => (index * 7) % 256)).subarray(3));
  for (let length = 0; length < 300; length++) {
    for (const [start, at] of [
      [0, 0],
      [5, 3],
      [13, 8],
    ] as const) {
      const to = viewBytes(Buffer.alloc(320, 0xee).subarray(1));
      assert.equal(copyBytes(from, start, start + length, to, at), at + length);
      assert.ok(
        to.bytes.subarray(at, at + length).equals(from.bytes.subarray(start, start + length)),
        `length ${length}`,
      );
      assert.ok(to.bytes.subarray(0, at).every((byte) => byte === 0xee));
      assert.ok(to.bytes.subarray(at + length).every((byte) => byte === 0xee));
    }
  }
});
