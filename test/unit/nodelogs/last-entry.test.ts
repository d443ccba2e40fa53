import assert from "node:assert/strict";
import { test } from "node:test";
import { LastEntry } from "../../../src/nodelogs/last-entry.ts";
import { oldestFirst } from "../../../src/nodelogs/oldest-first.ts";

const rows: readonly (readonly [title: string, read: readonly string[], text: string, rest: string | undefined])[] = [
  ["nothing was read", [], "a\nb\n", undefined],
  ["nothing is new", ["a\nb\n"], "a\nb\n", ""],
  ["what stands behind the last one is new", ["a\n", "b\n"], "a\nb\nc\nd\n", "c\nd\n"],
  ["the answer begins amid what was read", ["a\nb\nc\n"], "c\nd\n", "d\n"],
  ["it is not there", ["a\nb\n"], "x\ny\n", undefined],
  ["a line that begins alike is another one", ["a\nb\n"], "a\nbb\n", undefined],
  ["a line that ends alike is another one", ["a\nb\n"], "ab\n", undefined],
  ["lines that are alike are counted", ["a\nb\nb\n"], "a\nb\nb\nb\nc\n", "b\nc\n"],
  ["lines that are alike, of which the answer has the last ones", ["a\nb\nb\nb\n"], "b\nb\n", ""],
  ["further lines belong to it", ["a\nb\n  more\n"], "a\nb\n  more\nc\n", "c\n"],
  ["the same first line with more behind it is another one", ["a\nb\n"], "b\n  more\nc\n", undefined],
  ["a line read in pieces", ["a\nb", "c\n"], "a\nbc\nd\n", "d\n"],
  ["marks of boots are no entries", ["a\n-- Boot 1 --\n"], "a\nb\n", "b\n"],
];

for (const [title, read, text, rest] of rows) {
  test(`N3 last entry: ${title}`, () => {
    const last = new LastEntry();
    for (const piece of read) last.push(Buffer.from(piece));
    const end = last.endIn(Buffer.from(text));
    assert.equal(end < 0 ? undefined : text.slice(end), rest);
  });
}

test("N3 entries that come newest first are turned round, with their further lines", () => {
  assert.equal(oldestFirst(Buffer.from("c\nb\n  b2\n  b3\na\n")).toString(), "a\nb\n  b2\n  b3\nc\n");
  assert.equal(oldestFirst(Buffer.alloc(0)).toString(), "");
});
