import assert from "node:assert/strict";
import { test } from "node:test";
import { fittingColumns } from "../../../src/text/fitting-columns.ts";

const rows = [
  ["PLACE", "NAME", "KIND", "NOTE"],
  ["here", "first", "long kind", "n1"],
  ["here", "second", "kind", "n2"],
];
const narrowing = { leftOutFirst: ["KIND", "NOTE"], leftOutIfSame: ["PLACE", "NAME"] };

const cases: readonly (readonly [mostColumns: number, titles: readonly string[], gap: string, why: string])[] = [
  [Number.POSITIVE_INFINITY, ["PLACE", "NAME", "KIND", "NOTE"], "   ", "without a terminal nothing is left out"],
  [33, ["PLACE", "NAME", "KIND", "NOTE"], "   ", "what fits stays whole"],
  [32, ["NAME", "KIND", "NOTE"], "   ", "a column that says the same in all rows goes first"],
  [24, ["PLACE", "NAME", "NOTE"], "   ", "then what tells least; what there is room for again comes back"],
  [13, ["NAME", "NOTE"], "   ", "what is as wide as its room stays"],
  [6, ["NAME"], "   ", "at last nothing but what may never go"],
  [3, ["NAME"], " ", "and that also where it does not fit"],
];

for (const [mostColumns, titles, gap, why] of cases) {
  test(`L28 tables: ${why} (${mostColumns} columns)`, () => {
    const fitting = fittingColumns(rows, { ...narrowing, mostColumns });
    assert.deepEqual(fitting.rows[0], titles);
    assert.equal(fitting.gap, gap);
    for (const row of fitting.rows) assert.equal(row.length, titles.length);
  });
}

test("L28 tables: columns that all have to stay come closer together", () => {
  const fixed = { leftOutFirst: [], leftOutIfSame: [] };
  assert.equal(fittingColumns(rows, { ...fixed, mostColumns: 32 }).gap, "  ");
  assert.equal(fittingColumns(rows, { ...fixed, mostColumns: 28 }).gap, " ");
});

test("L28 tables: of a single row no column says the same in all rows", () => {
  const one = rows.slice(0, 2);
  assert.deepEqual(fittingColumns(one, { ...narrowing, mostColumns: 15 }).rows[0], ["PLACE", "NAME"]);
});
