import assert from "node:assert/strict";
import { test } from "node:test";
import { nearNames } from "../../../src/text/near-names.ts";

const names = ["logs", "demo", "version", "node-logs", "diagnose"];
const rows: readonly (readonly [word: string, near: readonly string[], why: string])[] = [
  ["lgos", ["logs"], "two neighbours swapped count as one slip"],
  ["log", ["logs"], "a letter left out"],
  ["diag", ["diagnose"], "the beginning of a name"],
  ["versoin", ["version"], "a longer word may have two slips"],
  ["vrsoin", ["version"], "two slips of different kinds"],
  ["xyz", [], "nothing is near"],
  ["abcd", [], "a short word is not near to everything"],
];

for (const [word, near, why] of rows) {
  test(`L31 near names of ${word}: ${why}`, () => {
    assert.deepEqual(nearNames(word, names), near);
  });
}
