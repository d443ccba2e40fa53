import assert from "node:assert/strict";
import { test } from "node:test";
import { createSpanFinder } from "../../../../src/text/pattern/span-finder.ts";

/** The text with its matches in brackets. */
function marked(text: string, ...patterns: readonly string[]): string {
  const bytes = Buffer.from(`before ${text} behind`);
  const start = 7;
  const end = bytes.length - 7;
  const find = createSpanFinder(patterns.map((pattern) => [pattern, { flag: "--highlight" }]));
  assert.ok(find);
  const spans = find(bytes, start, end);
  let shown = "";
  let from = start;
  for (const [place, at] of spans.entries()) {
    shown += `${bytes.toString("utf8", from, at)}${place % 2 === 0 ? "[" : "]"}`;
    from = at;
  }
  return shown + bytes.toString("utf8", from, end);
}

const rows: readonly (readonly [text: string, patterns: readonly string[], marked: string])[] = [
  ["a timeout and a timeout", ["timeout"], "a [timeout] and a [timeout]"],
  ["status=503 status=200", ["status=5.."], "[status=503] status=200"],
  ["aaa b", ["a+"], "[aaa] b"],
  ["aaa b", ["a*"], "[aaa] b"],
  ["xaax", ["a{1,3}"], "x[aa]x"],
  ["key=value, k=v", ["[a-z]+=[a-z]+"], "[key=value], [k=v]"],
  ["abcd", ["ab", "bc"], "[abc]d"],
  ["abcd", ["bc", "abcd"], "[abcd]"],
  ["foobar", ["foo|foobar"], "[foo]bar"],
  ["ÄRGER über ärger", ["(?i)ärger"], "[ÄRGER] über [ärger]"],
  ["nothing", ["x"], "nothing"],
  ["nothing", ["x*"], "nothing"],
  ["before", ["^before", "behind"], "[before]"],
  ["an er\u001b[31mror\u001b[0m here", ["error"], "an [er\u001b[31mror]\u001b[0m here"],
  ["\u001b[1merror\u001b[0m", ["error"], "\u001b[1m[error]\u001b[0m"],
  ["31m", ["31m"], "[31m]"],
  ["\u001b[31mx", ["31m"], "\u001b[31mx"],
];

for (const [text, patterns, shown] of rows) {
  test(`L18 highlight: ${patterns.join(" and ")} in ${JSON.stringify(text)}`, () => {
    assert.equal(marked(text, ...patterns), shown);
  });
}

test("L18 highlight: no pattern can hang it on a line of 1 MB", { timeout: 300_000 }, () => {
  const line = `${"a".repeat(1_000_000)}!`;
  for (const pattern of ["(a+)+$", "(?i)(a|a)*b", "(a{1,30}){1,30}b", "(?i)(a{1,30}){1,30}$", "a.*a.*a.*b"]) {
    assert.equal(marked(line, pattern), line, pattern);
  }
});

test("L18 highlight: no patterns, no finder; a fault names its flag", () => {
  assert.equal(createSpanFinder([]), undefined);
  assert.throws(() => createSpanFinder([["(", { flag: "--highlight" }]]), {
    code: "KT_USAGE",
    message: /^--highlight "\("/,
  });
});
