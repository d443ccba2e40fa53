import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertProof } from "../support/proof.ts";

// docs/comparison.md says what kubectl-kt has and others have not: nothing in it may be a promise only.

const docs = join(import.meta.dirname, "..", "..", "docs");
const rows = readFileSync(join(docs, "comparison.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| Feature "))
  .map((line) => line.slice(2, -2).split(" | "));

test("comparison: every row says something about each tool", () => {
  assert.ok(rows.length > 50);
  for (const cells of rows) {
    assert.equal(cells.length, 7, cells.join(" | "));
    assert.ok(
      cells.every((cell) => cell.trim() !== ""),
      cells.join(" | "),
    );
  }
  const features = rows.map(([feature]) => feature);
  assert.deepEqual(features, [...new Set(features)]);
});

for (const [feature = "", ours = "", , , , , proof = ""] of rows) {
  if (!/^yes\b/.test(ours)) continue;
  test(`comparison: there is the test that proves "${feature}"`, () => {
    assertProof(proof);
  });
}
