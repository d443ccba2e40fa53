import assert from "node:assert/strict";
import { test } from "node:test";
import { stripAnsi } from "../../../src/text/ansi.ts";

const rows: readonly (readonly [text: string, expected: string])[] = [
  ["plain", "plain"],
  ["\x1b[31mred\x1b[0m", "red"],
  ["er\x1b[1;38;5;12mror", "error"],
  ["\x1b[?25l\x1b[2K\x1b[10;5Hx", "x"],
  ["\x1b]0;title\x07x", "x"],
  ["\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\", "link"],
  ["\x1bPdata\x1b\\x", "x"],
  ["\x1b(Bx", "x"],
  ["\x1b7x\x1b8", "x"],
  ["é\x1b[1mé", "éé"],
  ["\x1b[31\x1b[1mx", "x"],
  ["cut \x1b[3", "cut "],
  ["cut \x1b]0;tit", "cut "],
  ["cut \x1b", "cut "],
  ["\x1b[31é", "é"],
];

test("L18 escape sequences: what is left is what a person reads", () => {
  for (const [text, expected] of rows) {
    const bytes = Buffer.from(`(${text})`);
    assert.equal(stripAnsi(bytes, 1, bytes.length - 1).toString(), expected, JSON.stringify(text));
  }
});
