import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LogfmtPairs } from "../../../../src/text/fields/logfmt-pairs.ts";

const rows: readonly (readonly [line: string, pairs: readonly string[], why: string])[] = [
  ["a=1 b=2", ["a", "1", "b", "2"], "pairs with a space between"],
  ['a="x y" b=2', ["a", '"x y"', "b", "2"], "a value in quotes"],
  ['msg="no user=bob here" user=eve', ["msg", '"no user=bob here"', "user", "eve"], "what looks like a pair in quotes"],
  ['msg="say \\"a=1\\" b=2" c=3', ["msg", '"say \\"a=1\\" b=2"', "c", "3"], "quotes with a backslash before them"],
  ['msg="cut off a=1', ["msg", '"cut off a=1', "a", "1"], "quotes that nothing closes"],
  ["done took=5ms, user=eve", ["took", "5ms,", "user", "eve"], "pairs amid a text"],
  ["a=1,b=2", ["a", "1,b=2", "b", "2"], "pairs with a comma between"],
  ["a=b=c d=", ["a", "b=c", "d", ""], "an equals sign in a value, and a value that is empty"],
  ["=x == a b", ["=", ""], "equals signs without a key"],
  ["", [], "nothing"],
];

for (const [line, expected, why] of rows) {
  test(`L20 pairs of a line: ${why}: ${JSON.stringify(line)}`, () => {
    assert.deepEqual(pairsOf(line), expected);
  });
}

test("L20 pairs of a line: all that a logger writes are found again", () => {
  const key = fc.stringMatching(/^[a-z_.]{1,8}$/u);
  const value = fc.oneof(
    fc.stringMatching(/^[a-z0-9:/-]{1,8}$/u),
    fc.string().map((text) => JSON.stringify(text)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), (pairs) => {
      assert.deepEqual(pairsOf(pairs.map((pair) => pair.join("=")).join(" ")), pairs.flat());
    }),
  );
});

/** Keys and values in turn, of a line that stands amid others. */
function pairsOf(line: string): readonly string[] {
  const bytes = Buffer.from(`x=1 ${line} y=2`);
  const pairs = new LogfmtPairs();
  pairs.open(bytes, 4, bytes.length - 4);
  const found: string[] = [];
  while (pairs.next()) {
    found.push(bytes.toString("utf8", pairs.keyStart, pairs.keyEnd));
    found.push(bytes.toString("utf8", pairs.valueStart, pairs.valueEnd));
  }
  return found;
}
