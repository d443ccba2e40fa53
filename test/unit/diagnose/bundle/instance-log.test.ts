import assert from "node:assert/strict";
import { test } from "node:test";
import { InstanceLog } from "../../../../src/diagnose/bundle/instance-log.ts";
import { Masker } from "../../../../src/diagnose/masking/masker.ts";

test("D5 report: lines that are masked afterwards count as they are written", () => {
  const log = new InstanceLog("logs/a.log", {}, new Masker());
  const time = { seconds: 1_700_000_000, nanos: 123_456_789 };
  for (const line of ["ab", "AbCdEfGhIjKlMnOp1234".repeat(3), "-----END RSA PRIVATE KEY-----"]) log.add(line, time);
  const size = "[masked]".length + 32;
  assert.deepEqual(log.lines, ["[masked]", "[masked]", "[masked]"]);
  assert.equal(log.bytes, 3 * size);
  assert.ok(Buffer.byteLength(log.text()) <= log.bytes);
  log.keepLast(0);
  assert.deepEqual(log.cut, { lines: 3, bytes: 3 * size });
  assert.equal(log.bytes, 0);
});
