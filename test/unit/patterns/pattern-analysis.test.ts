import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MaskedLine } from "../../../src/patterns/masked-line.ts";
import { PatternAnalysis } from "../../../src/patterns/pattern-analysis.ts";
import { PatternTree } from "../../../src/patterns/pattern-tree.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";
import type { Batch } from "../../../src/stream/batch.ts";
import { analyse } from "../../support/analyse.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

const source = makeSource(0, { pod: "web-0" });

function analysed(entries: readonly (TestEntry | string)[], mostPatterns?: number): PatternAnalysis {
  const batches: Batch[] = [];
  // In pieces, as a run brings them.
  for (let at = 0; at < entries.length; at += 7) batches.push(makeBatch(makeBlock(source, entries.slice(at, at + 7))));
  return analyse(new PatternAnalysis({ mostPatterns }), ...batches);
}

function counted(entries: readonly (TestEntry | string)[]): Readonly<Record<string, number>> {
  const patterns = analysed(entries).patternsOf("now");
  return Object.fromEntries(patterns.map(({ template, seen }) => [template, seen.count]));
}

const rows: readonly (readonly [why: string, lines: readonly string[], counts: Readonly<Record<string, number>>])[] = [
  ["numbers vary", ["item 1 added", "item 22 added", "ready"], { "item <num> added": 2, ready: 1 }],
  [
    "a word that varies is found where most others are the same",
    ["user alice logged in", "user bob logged in", "user carol logged in"],
    { "user <*> logged in": 3 },
  ],
  ["short lines that differ stay apart", ["INFO started", "INFO stopped"], { "INFO started": 1, "INFO stopped": 1 }],
  [
    "JSON goes by its message, whatever else is in it",
    ['{"msg":"saved 1","id":"a"}', '{"id":"b","n":[1,2],"msg":"saved 2"}'],
    { "saved <num>": 2 },
  ],
  [
    "an access log is one pattern, whoever asks",
    [
      '10.0.0.1 - - [21/Nov/2026:08:11:56 +0000] "GET /cart HTTP/1.1" 200 12 "-" "curl/8.1"',
      '10.0.0.2 - - [21/Nov/2026:08:11:57 +0000] "GET /cart HTTP/1.1" 200 9 "-" "curl/8.1"',
    ],
    { '<ip> - - [<time>] "GET /cart HTTP/<num>" <num> <num> "-" "curl/<num>"': 2 },
  ],
  [
    "the level tells patterns apart",
    ['{"level":"info","msg":"done"}', '{"level":"error","msg":"done"}', '{"level":"info","msg":"done"}'],
    { done: 1 },
  ],
];

for (const [why, lines, counts] of rows.slice(0, -1)) {
  test(`L22 patterns: ${why}`, () => {
    assert.deepEqual(counted(lines), counts);
  });
}

test("L22 patterns: the level tells them apart", () => {
  const [, lines = []] = rows.at(-1) ?? [];
  const patterns = analysed(lines).patternsOf("now");
  assert.deepEqual(
    patterns.map(({ kind, seen }) => [kind.level, seen.count]),
    [
      [3, 2],
      [5, 1],
    ],
  );
});

test("L22 patterns: many words at one place are a variable, however short the line", () => {
  const names = Array.from({ length: 200 }, (_, index) => `hello ${nameOf(index)}`);
  const patterns = analysed(names).patternsOf("now");
  assert.equal(patterns[0]?.template, "hello <*>");
  assert.equal(patterns[0]?.seen.count, 200);
});

function nameOf(number: number): string {
  return String(number)
    .padStart(3, "0")
    .replaceAll(/\d/gu, (digit) => String.fromCharCode(97 + Number(digit)));
}

test("L22 patterns: first and last seen by the entries' own times, in whatever order they come", () => {
  const at = (second: number): TestEntry => ({ message: "ready", timestamp: `2026-11-21T08:11:0${second}.000000001Z` });
  const [pattern = assert.fail("there is none")] = analysed([at(5), at(3), at(9), at(4)]).patternsOf("now");
  assert.equal(formatTimestamp(pattern.seen.first ?? assert.fail()), "2026-11-21T08:11:03.000000001Z");
  assert.equal(formatTimestamp(pattern.seen.last ?? assert.fail()), "2026-11-21T08:11:09.000000001Z");
});

test("L21 L22 patterns: a record is one, by its first line; lines around a match are none", () => {
  const more = { flags: EntryFlag.continuation };
  const counts = counted([
    "java.lang.Exception: number 1",
    { message: "\tat Shop.buy(Shop.java:42)", ...more },
    { message: "beside", flags: EntryFlag.context },
    "java.lang.Exception: number 2",
    { message: "\tat Shop.sell(Shop.java:43)", ...more },
  ]);
  assert.deepEqual(counts, { "java.lang.Exception: number <num>": 2 });
});

test("L21 L22 patterns: an object of JSON over several lines goes by its message", () => {
  const more = { flags: EntryFlag.continuation };
  const object = [
    "{",
    { message: '  "n": 1,', ...more },
    { message: '  "msg": "pretty 12"', ...more },
    { message: "}", ...more },
  ];
  assert.deepEqual(counted([...object, ...object, ...object]), { "pretty <num>": 3 });
});

test("L22 patterns: above the bound all others are counted together, and memory stays bounded", () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `${"w ".repeat(index % 70)}${nameOf(index % 1000)}`);
  const analysis = analysed(lines, 50);
  const { all, others } = analysis.totalsOf("now");
  const patterns = analysis.patternsOf("now");
  assert.ok(patterns.length <= 50);
  assert.equal(all.count, 3000);
  assert.ok(others.count > 0);
  assert.equal(
    patterns.reduce((sum, { seen }) => sum + seen.count, others.count),
    3000,
  );
});

const word = fc.oneof(
  fc.constantFrom("user", "logged", "in", "from", "INFO", "error:", "a=1", '"', '"x y"', "{", "<num>", "<*>", "12ms"),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.nat().map(String),
);
const anyLine = fc.oneof(
  fc.array(word, { maxLength: 12 }).map((words) => Buffer.from(words.join(" ").replaceAll("\n", " "))),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
);

test("L22 patterns, property: totals add up, whatever the lines are", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 120 }), fc.integer({ min: 1, max: 200 }), (lines, mostPatterns) => {
      const analysis = analysed(
        lines.map((message) => ({ message })),
        mostPatterns,
      );
      const patterns = analysis.patternsOf("now");
      const { all, others } = analysis.totalsOf("now");
      assert.equal(all.count, lines.length);
      assert.equal(
        patterns.reduce((sum, { seen }) => sum + seen.count, others.count),
        lines.length,
      );
      assert.ok(patterns.length <= mostPatterns);
    }),
  );
});

test("L22 patterns, property: a pattern matches its lines for ever, however wide it becomes", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 120 }), (lines) => {
      const tree = new PatternTree(1000);
      const line = new MaskedLine();
      for (const bytes of lines) {
        line.mask(bytes, 0, bytes.length);
        const pattern = tree.find(line, { level: 0, side: 0 }, () => "");
        assert.ok(pattern?.count === line.count && pattern.matches(line));
      }
      for (const bytes of lines) {
        line.mask(bytes, 0, bytes.length);
        assert.ok([...tree.patterns].some((pattern) => pattern.count === line.count && pattern.matches(line)));
      }
    }),
  );
});

test("L22 patterns, property: counts of what is told apart by its looks do not depend on the order", () => {
  const known = fc.oneof(
    fc.nat().map((number) => `saved order ${number} of the shop`),
    fc.nat().map((number) => `GET /cart/${number} 200 ${number}ms`),
    fc.nat().map((number) => `cannot reach 10.0.0.${number % 256}:${number % 65_536}: refused`),
    fc.constant("ready"),
  );
  fc.assert(
    fc.property(
      fc
        .array(known, { minLength: 1, maxLength: 60 })
        .chain((lines) =>
          fc.tuple(
            fc.constant(lines),
            fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }),
          ),
        ),
      ([lines, shuffled]) => {
        assert.deepEqual(counted(shuffled), counted(lines));
      },
    ),
  );
});
