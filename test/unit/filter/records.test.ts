import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createFilter, type FilterOptions } from "../../../src/filter/filter.ts";
import { parseLevels } from "../../../src/filter/level-choice.ts";
import { type Block, EntryFlag } from "../../../src/stream/block.ts";
import { blockOf, entriesOf, type TestEntry } from "../../support/entries.ts";
import { filterOptionsOf } from "../../support/filter-options.ts";

/** What a filter leaves of lines that come in blocks of these lengths; whatever is left after the lengths comes last. */
function sifted(lines: readonly string[], options: Partial<FilterOptions>, lengths: readonly number[]): TestEntry[] {
  const filter = createFilter(filterOptionsOf(options))?.({ id: 0, facts: {} });
  assert.ok(filter);
  const kept: TestEntry[] = [];
  const take = (block: Block | undefined): void => {
    if (block !== undefined) kept.push(...entriesOf(block));
  };
  let from = 0;
  for (const length of [...lengths, lines.length]) {
    const part = lines.slice(from, from + length);
    if (part.length > 0)
      take(
        filter.apply(
          blockOf(
            0,
            part.map((text, place) => [1000 + from + place, text] as const),
          ),
        ),
      );
    from += length;
  }
  assert.ok(filter.held === undefined || options.isMultiline === true);
  take(filter.flush());
  assert.equal(filter.held, undefined);
  return kept;
}

function texts(
  lines: readonly string[],
  options: Partial<FilterOptions>,
  lengths: readonly number[] = [],
): readonly string[] {
  return sifted(lines, options, lengths).map(({ text, flags }) =>
    (flags & EntryFlag.context) === 0 ? text : `~${text}`,
  );
}

const trace = [
  "ERROR cannot pay",
  "java.io.IOException: disk full",
  "\tat Shop.pay(Shop.java:42)",
  "\tat Main.main(Main.java:7)",
];
const lines = ["INFO one", ...trace, "INFO two", "WARN three", "no level", "  at home"];

const rows: readonly (readonly [what: string, options: Partial<FilterOptions>, kept: readonly string[]])[] = [
  ["a word in the middle finds the whole trace", { grep: ["Shop.pay"] }, trace],
  ["a word in the last line too", { grep: ["Main.main"] }, trace],
  ["an excluded line excludes its record", { exclude: ["Shop"] }, lines.filter((line) => !trace.includes(line))],
  [
    "an excluded line excludes the record that matches",
    { grep: ["pay", "INFO"], exclude: ["Main"] },
    ["INFO one", "INFO two"],
  ],
  ["a record has the level of its first line", { levels: parseLevels("error") }, trace],
  ["warn and above", { levels: parseLevels("warn") }, [...trace, "WARN three"]],
  ["exactly those named", { levels: parseLevels("info,warn") }, ["INFO one", "INFO two", "WARN three"]],
  ["what has no level", { levels: parseLevels("unknown") }, ["no level", "  at home"]],
  [
    "a list with what is graver",
    { levels: parseLevels("warn+,unknown") },
    [...trace, "WARN three", "no level", "  at home"],
  ],
  ["level and pattern", { levels: parseLevels("info"), grep: ["two|pay"] }, [...trace, "INFO two"]],
];

for (const [what, options, kept] of rows) {
  test(`L19 L21 records: ${what}, wherever blocks begin and end`, () => {
    for (const lengths of [[], [1], [2], [3, 1], [1, 1, 1, 1, 1, 1, 1, 1], [5], [4, 4]]) {
      assert.deepEqual(texts(lines, { ...options, isMultiline: true }, lengths), kept, lengths.join());
    }
  });
}

test("L21 multiline off: each line is by itself", () => {
  assert.deepEqual(texts(lines, { grep: ["Shop.pay"] }), ["\tat Shop.pay(Shop.java:42)"]);
  assert.deepEqual(texts(lines, { levels: parseLevels("error") }), trace.slice(0, 2));
});

test("L21 multiline: all lines of a record have the key of its first, and say that they go on", () => {
  for (const lengths of [[], [2], [3]]) {
    const kept = sifted(lines, { grep: ["pay"], isMultiline: true }, lengths);
    assert.deepEqual(
      kept.map(({ key }) => key),
      [1001, 1001, 1001, 1001],
    );
    assert.deepEqual(
      kept.map(({ at }) => at),
      [1001, 1002, 1003, 1004],
    );
    assert.deepEqual(
      kept.map(({ flags }) => flags),
      [0, 32, 32, 32],
    );
  }
});

test("L21 multiline: a record without end comes out in parts, and all of it", () => {
  const endless = ["Error: boom", ...Array.from({ length: 10_000 }, (_, index) => `    at f${index}`)];
  assert.deepEqual(
    texts(
      endless,
      { grep: ["boom"], isMultiline: true },
      Array.from({ length: 100 }, () => 99),
    ),
    endless,
  );
  assert.deepEqual(texts(endless, { exclude: ["boom"], isMultiline: true }, [3000, 3000]).length, 4001);
});

const numbered = Array.from({ length: 10 }, (_, index) => `line ${index}`);

const contexts: readonly (readonly [options: Partial<FilterOptions>, kept: string])[] = [
  [{ grep: ["4"], contextBefore: 2, contextAfter: 1 }, "~2 ~3 4 ~5"],
  [{ grep: ["4"], contextBefore: 99 }, "~0 ~1 ~2 ~3 4"],
  [{ grep: ["4"], contextAfter: 99 }, "4 ~5 ~6 ~7 ~8 ~9"],
  [{ grep: ["3", "5"], contextBefore: 2, contextAfter: 2 }, "~1 ~2 3 ~4 5 ~6 ~7"],
  [{ grep: ["3", "8"], contextBefore: 1, contextAfter: 1 }, "~2 3 ~4 ~7 8 ~9"],
  [{ grep: ["0", "1"], contextBefore: 3, contextAfter: 1 }, "0 1 ~2"],
  [{ grep: ["9"], contextAfter: 3 }, "9"],
];

for (const [options, kept] of contexts) {
  const { grep = [], contextBefore = 0, contextAfter = 0 } = options;
  test(`L18 context: ${contextBefore} before and ${contextAfter} behind ${grep.join(" and ")}, wherever blocks begin and end`, () => {
    const expected = kept.split(" ").map((word) => (word.startsWith("~") ? `~line ${word.slice(1)}` : `line ${word}`));
    for (const isMultiline of [false, true]) {
      for (const lengths of [[], [1], [1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 2, 4], [4], [5]]) {
        assert.deepEqual(
          texts(numbered, { ...options, isMultiline }, lengths),
          expected,
          `${isMultiline} ${lengths.join()}`,
        );
      }
    }
  });
}

test("L18 context: lines before a match have its key, lines behind it their own", () => {
  const kept = sifted(numbered, { grep: ["4"], contextBefore: 2, contextAfter: 2 }, [3]);
  assert.deepEqual(
    kept.map(({ key }) => key),
    [1004, 1004, 1004, 1005, 1006],
  );
  assert.deepEqual(
    kept.map(({ at }) => at),
    [1002, 1003, 1004, 1005, 1006],
  );
});

test("L18 L21 context stands around the whole of a record", () => {
  assert.deepEqual(texts(lines, { grep: ["Main"], isMultiline: true, contextBefore: 1, contextAfter: 1 }, [3]), [
    "~INFO one",
    ...trace,
    "~INFO two",
  ]);
});

test("L18 L21 records: however lines come in blocks, the same come out, in their order and with keys that never run back", () => {
  const line = fc.constantFrom(
    "INFO a",
    "ERROR b",
    "\tat c",
    "  d",
    "e",
    "java.lang.Error: f",
    "",
    "panic: g",
    "goroutine 1 [x]:",
  );
  const options = fc.record({
    grep: fc.subarray(["a", "c", "f"]),
    exclude: fc.subarray(["d", "g"]),
    isMultiline: fc.boolean(),
    contextBefore: fc.nat(3),
    contextAfter: fc.nat(3),
  });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat(5)),
      options,
      (all, lengths, chosen) => {
        fc.pre(chosen.grep.length + chosen.exclude.length > 0);
        const whole = sifted(all, chosen, []);
        assert.deepEqual(sifted(all, chosen, lengths), whole);
        for (const [place, { at, key }] of whole.entries()) {
          const before = whole[place - 1];
          assert.ok(before === undefined || (before.at < at && before.key <= key));
        }
      },
    ),
  );
});

test("L19 --level: words of many loggers are understood, others are refused with what is near", () => {
  assert.deepEqual(parseLevels("WARNING"), parseLevels("warn"));
  assert.deepEqual(parseLevels("critical"), parseLevels("fatal"));
  assert.throws(() => parseLevels("eror2"), { code: "KT_USAGE", message: /--level "eror2": "eror2" is no level/ });
  assert.throws(() => parseLevels("warn,"), { code: "KT_USAGE", message: /"" is no level/ });
});
