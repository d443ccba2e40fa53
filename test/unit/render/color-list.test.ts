import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../src/errors/kt-error.ts";
import { parseColorList } from "../../../src/render/color-list.ts";

test("L24 --pod-colors: a list as stern takes it", () => {
  assert.deepEqual(parseColorList("--pod-colors", "91, 1;34,38;2;0;114;178"), ["91", "1;34", "38;2;0;114;178"]);
});

for (const text of ["red", "91,,92", "91;", "1m\u001b[2J", "9999"]) {
  test(`L24 L31 --pod-colors: ${JSON.stringify(text)} is a usage error with an example`, () => {
    assert.throws(
      () => parseColorList("--pod-colors", text),
      (error) => hasCode(error, "KT_USAGE") && /is no colour/.test(error.message) && /91,92/.test(error.hint ?? ""),
    );
  });
}
