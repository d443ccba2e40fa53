import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertProof } from "../support/proof.ts";

// docs/guarantees.md promises: nothing in it may stand without a test that holds it.

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "guarantees.md"), "utf8");
/** What is stated under headings of the third level, and under those of the second that have none below them. */
const statements = page
  .split(/^(?=##)/m)
  .slice(1)
  .filter((part) => part.split("\n").length > 3);

test("P3 guarantees: order, completeness, limits and logs of nodes are stated", () => {
  assert.ok(statements.length >= 10);
});

for (const statement of statements) {
  const [heading = ""] = statement.split("\n");
  const proofs = [...statement.matchAll(/^- (.+)$/gm)].map(([, proof = ""]) => proof);
  test(`P3 guarantees: there are the tests that hold "${heading.replace(/^#+ /, "")}"`, () => {
    assert.ok(proofs.length > 0);
    for (const proof of proofs) assertProof(proof);
  });
}
