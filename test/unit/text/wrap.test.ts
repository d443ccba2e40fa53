import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wrap } from "../../../src/text/wrap.ts";

const rows: readonly (readonly [text: string, width: number, lines: readonly string[]])[] = [
  ["", 10, [""]],
  ["one two", 7, ["one two"]],
  ["one two", 6, ["one", "two"]],
  ["a b c d", 3, ["a b", "c d"]],
  ["unbreakable", 4, ["unbreakable"]],
  ["an unbreakable word", 4, ["an", "unbreakable", "word"]],
  ["to unbreakable", 4, ["to", "unbreakable"]],
];

for (const [text, width, lines] of rows) {
  test(`wrap: ${JSON.stringify(text)} in ${width} characters is ${lines.length} lines`, () => {
    assert.deepEqual(wrap(text, width), lines);
  });
}

test("wrap: every word is there once, a line is too wide only where it is one word, and holds all that fits", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 40 }), (given, width) => {
      const lines = wrap(given.join(" "), width);
      assert.equal(lines.join(" "), given.join(" "));
      for (const [place, line] of lines.entries()) {
        assert.ok(line.length <= width || !line.includes(" "), line);
        const [next] = lines[place + 1]?.split(" ") ?? [];
        if (next !== undefined) assert.ok(line.length + 1 + next.length > width, `${line} | ${next}`);
      }
    }),
  );
});
