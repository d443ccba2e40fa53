import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnalysisRequest } from "../../../../src/cli/logs/analysis-request.ts";
import type { DiffReference } from "../../../../src/cli/logs/diff-reference.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { logsRequestOf } from "../../../support/logs-request-of.ts";

async function analysisOf(...words: readonly string[]): Promise<AnalysisRequest | undefined> {
  const { analysis } = await logsRequestOf(["web", ...words]);
  return analysis;
}

test("L22 without a flag lines are printed", async () => {
  assert.equal(await analysisOf("--grep", "x"), undefined);
  assert.equal(await analysisOf("--patterns=false"), undefined);
});

test("L22 --patterns and --count-by: all lines count, on a terminal and in a follow too, and records are one", async () => {
  for (const words of [["--patterns"], ["--count-by", "level"], ["-f", "--patterns"]]) {
    const { amount, lines } = await logsRequestOf(["web", ...words], { isTerminal: true });
    assert.deepEqual(amount.merged, { kind: "all" });
    assert.equal(lines.isMultiline, true);
  }
  const { amount, lines } = await logsRequestOf(["web", "--patterns", "--tail", "5", "--multiline", "off"]);
  assert.deepEqual(amount.merged, { kind: "last", entries: 5, isDefault: false });
  assert.equal(lines.isMultiline, false);
});

test("L22 --all shows all rows", async () => {
  assert.equal((await analysisOf("--patterns"))?.isWhole, false);
  assert.equal((await analysisOf("--patterns", "--all"))?.isWhole, true);
});

const references: readonly (readonly [words: readonly string[], reference: DiffReference])[] = [
  [["--diff", "previous"], { kind: "previous" }],
  [["--diff", "rollout"], { kind: "rollout" }],
  [["--diff", "before.json"], { kind: "capture", path: "before.json" }],
  [["--diff", "./previous"], { kind: "capture", path: "./previous" }],
  [["--diff", "../before.json"], { kind: "capture", path: "../before.json" }],
  [["--diff", "a..b"], { kind: "capture", path: "a..b" }],
  [["--diff", "./5"], { kind: "capture", path: "./5" }],
  [["--diff", "1before.json"], { kind: "capture", path: "1before.json" }],
  [["--diff", "-"], { kind: "capture", path: "-" }],
  [["--since", "1h", "--diff", "1h"], { kind: "time-before", duration: "1h" }],
  [["--after", "10:00", "--diff", "30m"], { kind: "time-before", duration: "30m" }],
  [["--diff", "2h..1h"], { kind: "window", since: "2h", before: "1h" }],
  [["--diff", "09:00..10:00"], { kind: "window", since: "09:00", before: "10:00" }],
  [
    ["--diff", "2026-11-21T08:00:00Z..2026-11-21T09:00:00Z"],
    { kind: "window", since: "2026-11-21T08:00:00Z", before: "2026-11-21T09:00:00Z" },
  ],
];

for (const [words, reference] of references) {
  test(`L22 ${words.join(" ")} means: ${JSON.stringify(reference)}`, async () => {
    const analysis = await analysisOf(...words);
    assert.deepEqual(analysis, { kind: "differences", reference, isWhole: false });
  });
}

test("L22 --diff previous reads both instances", async () => {
  const { following } = await logsRequestOf(["web", "--diff", "previous"]);
  assert.equal(following.instances, "all");
});

const refusals: readonly (readonly [why: string, words: readonly string[], message: RegExp])[] = [
  ["two analyses", ["--patterns", "--count-by", "pod"], /cannot go together: each prints something else/],
  ["patterns twice", ["--patterns", "--diff", "previous"], /--diff is about patterns by itself/],
  ["columns of lines", ["--patterns", "--columns", "pod"], /--columns and --patterns cannot go together/],
  ["lines around matches", ["--count-by", "pod", "-g", "x", "-C", "2"], /--grep-context and --count-by cannot/],
  ["formats of lines", ["--patterns", "-o", "csv"], /--patterns and -o csv cannot go together/],
  ["templates", ["--patterns", "--template", "{{.Message}}"], /--template and --patterns cannot/],
  ["an amount beside --diff", ["--diff", "previous", "--tail", "5"], /--diff and --tail cannot go together/],
  ["instances beside --diff previous", ["--diff", "previous", "-p"], /--diff previous and --previous cannot/],
  ["a time before no time", ["--diff", "1h"], /is the time before --since, and there is no --since/],
  ["a number without a unit", ["--diff", "5"], /--diff 5: a time needs a unit/],
  ["nothing to compare with", ["--diff", ""], /--diff is empty/],
  ["nothing to count by", ["--count-by", ""], /names nothing to count by/],
];

for (const [why, words, message] of refusals) {
  test(`L22 L31 refused: ${why} (${words.join(" ")})`, async () => {
    await assert.rejects(analysisOf(...words), (error) => {
      assert.ok(hasCode(error, "KT_USAGE"));
      assert.match(error.message, message);
      assert.ok(error.hint);
      return true;
    });
  });
}

test("L22 L31 --diff previous and saved logs cannot go together, nor can standard input be read twice", async () => {
  for (const words of [
    ["--file", "x", "--diff", "previous"],
    ["--stdin", "--diff", "rollout"],
    ["--stdin", "--diff", "-"],
  ]) {
    await assert.rejects(logsRequestOf(words), (error) => hasCode(error, "KT_USAGE"));
  }
});
