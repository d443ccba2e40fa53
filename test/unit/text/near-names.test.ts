import assert from "node:assert/strict";
import { test } from "node:test";
import { nearNames } from "../../../src/text/near-names.ts";

const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["wbe", ["web", "api", "webhook"], ["web"]],
  ["deplo", ["deploy", "deployment", "job"], ["deploy", "deployment"]],
  ["statefulst", ["statefulset", "daemonset"], ["statefulset"]],
  ["db", ["db-0", "db-1", "db-2", "db-3"], ["db-0", "db-1", "db-2"]],
  ["ab", ["xy", "abc"], ["abc"]],
  ["checkout", ["web"], []],
  ["", ["web"], []],
];

for (const [word, names, near] of rows) {
  test(`L31 near "${word}" of ${names.join(", ")}: ${near.join(", ") || "none"}`, () => {
    assert.deepEqual(nearNames(word, names), near);
  });
}
