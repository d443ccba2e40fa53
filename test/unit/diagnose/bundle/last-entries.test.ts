import assert from "node:assert/strict";
import { test } from "node:test";
import { LastEntries } from "../../../../src/diagnose/bundle/last-entries.ts";

test("D5 report: of a node's endless journal the end is kept, and what is left out is counted", () => {
  const last = new LastEntries(1000);
  const line = "0123456789".repeat(10);
  for (let n = 0; n < 5000; n++) {
    last.add(line, { seconds: n, nanos: 0 });
    assert.ok(last.entries.length <= 20);
  }
  assert.ok(last.entries.length >= 10);
  assert.equal(last.entries.at(-1)?.time?.seconds, 4999);
  assert.equal(last.entries[0]?.time?.seconds, last.cut.lines);
  assert.deepEqual(last.cut, { lines: 5000 - last.entries.length, bytes: (5000 - last.entries.length) * 100 });
});
