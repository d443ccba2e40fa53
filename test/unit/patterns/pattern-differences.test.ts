import assert from "node:assert/strict";
import { test } from "node:test";
import { PatternAnalysis } from "../../../src/patterns/pattern-analysis.ts";
import { comparePatterns } from "../../../src/patterns/pattern-differences.ts";
import { analyse } from "../../support/analyse.ts";
import { makeBatch, makeBlock, makeSource } from "../../support/blocks.ts";

const earlier = makeSource(0, { pod: "web-0", instance: 0 });
const later = makeSource(1, { pod: "web-0", instance: 1 });

type Row = readonly [change: string, template: string, count: number, countBefore: number];

function compared(before: readonly string[], now: readonly string[], mostPatterns?: number): readonly Row[] {
  const analysis = new PatternAnalysis({
    sideOf: ({ source }) => (source === earlier ? "before" : "now"),
    mostPatterns,
  });
  analyse(analysis, makeBatch(makeBlock(earlier, before), makeBlock(later, now)));
  return comparePatterns(analysis).map(({ change, pattern, count, countBefore }) => [
    change,
    pattern.template,
    count,
    countBefore,
  ]);
}

test("L22 --diff: what is new, what is gone, and what is in both, in this order", () => {
  const before = ["ready 1", "ready 2", "config read"];
  const now = ["ready 7", "cannot open config", "cannot open config"];
  assert.deepEqual(compared(before, now), [
    ["new", "cannot open config", 2, 0],
    ["gone", "config read", 0, 1],
    ["same", "ready <num>", 1, 2],
  ]);
});

test("L22 --diff: a line that differs by a word from one before is new, and does not vanish in a pattern with it", () => {
  assert.deepEqual(compared(["run at the first time"], ["run at the second time"]), [
    ["new", "run at the second time", 1, 0],
    ["gone", "run at the first time", 0, 1],
  ]);
});

test("L22 --diff: a word that was known to vary does not make a pattern new", () => {
  const before = ["user alice logged in", "user bob logged in"];
  assert.deepEqual(compared(before, ["user carol logged in"]), [["same", "user carol logged in", 1, 2]]);
  assert.deepEqual(compared(["user carol logged in"], before), [["same", "user <*> logged in", 2, 1]]);
});

test("L22 --diff: the gravest come first; another level is another pattern", () => {
  assert.deepEqual(
    compared(["level=info msg=done"], ["started", "level=warn msg=slow", "level=fatal msg=done"]).map(
      ([change, template]) => [change, template],
    ),
    [
      ["new", "done"],
      ["new", "slow"],
      ["new", "started"],
      ["gone", "done"],
    ],
  );
});

test("L22 --diff: lines of neither side count for nothing", () => {
  const batch = makeBatch(makeBlock(later, ["a", "b"]));
  const analysis = analyse(new PatternAnalysis({ sideOf: () => undefined }), batch);
  assert.deepEqual(comparePatterns(analysis), []);
  assert.equal(analysis.totalsOf("now").all.count, 0);
});

test("L22 --diff: many patterns of one reading leave room for those of the other", () => {
  const lines = ["one", "one two", "one two three"];
  assert.deepEqual(compared(lines, lines, 2), [
    ["same", "one", 1, 1],
    ["same", "one two", 1, 1],
  ]);
});
