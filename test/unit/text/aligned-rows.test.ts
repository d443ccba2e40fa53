import assert from "node:assert/strict";
import { test } from "node:test";
import { alignedRows } from "../../../src/text/aligned-rows.ts";

test("H3 L30 tables: columns are as wide as their widest cell, lines end without blanks", () => {
  const rows = [
    ["POD", "FILE", "SIZE"],
    ["web-1", "0.log", ""],
    ["a", "", "9 B"],
  ];
  assert.equal(alignedRows(rows, "  "), "POD    FILE   SIZE\nweb-1  0.log\na             9 B\n");
  assert.equal(alignedRows([], "  "), "");
  assert.equal(
    alignedRows(
      [
        ["😀", "b"],
        ["aa", "c"],
      ],
      " ",
    ),
    "😀  b\naa c\n",
  );
});
