import assert from "node:assert/strict";
import { test } from "node:test";
import { logFilesOf } from "../../../src/logfiles/log-file-name.ts";

const rows: readonly (readonly [title: string, names: readonly string[], expected: readonly string[]])[] = [
  [
    "rotated files come before the current one, by their dates",
    ["0.log", "0.log.20261121-131239", "0.log.20261121-131230.gz", "0.log.20261121-131233.gz"],
    ["0.log.20261121-131230.gz", "0.log.20261121-131233.gz", "0.log.20261121-131239", "0.log"],
  ],
  [
    "instances come in the order of their restart counts and not of their letters",
    ["10.log", "9.log", "9.log.20261121-131239", "10.log.20261121-140000"],
    ["9.log.20261121-131239", "9.log", "10.log.20261121-140000", "10.log"],
  ],
  [
    "a file that is being compressed counts once",
    ["0.log", "0.log.20261121-131239", "0.log.20261121-131239.gz", "0.log.20261121-131230.tmp"],
    ["0.log.20261121-131239", "0.log"],
  ],
  ["what is no log file is left out", ["README", "x.log", "0.log.old", "1.log/"], []],
];

for (const [title, names, expected] of rows) {
  test(`H1 ${title}`, () => {
    assert.deepEqual(
      logFilesOf(names).map(({ name }) => name),
      expected,
    );
  });
}
