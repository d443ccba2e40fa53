import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createFilter, type FilterOptions } from "../../../src/filter/filter.ts";
import type { Block } from "../../../src/stream/block.ts";
import { CriLines } from "../../../src/logfiles/cri-lines.ts";
import { LineParser } from "../../../src/stream/line-parser.ts";
import { pickEntries } from "../../../src/stream/pick-entries.ts";
import { makeBlock, makeSource, messagesOf } from "../../support/blocks.ts";
import { filterOptionsOf } from "../../support/filter-options.ts";

const source = makeSource(0);

const nothing = filterOptionsOf({});

function filtered(lines: readonly (string | Buffer)[], options: Partial<FilterOptions>): readonly string[] {
  const factory = createFilter({ ...nothing, ...options });
  const block = makeBlock(
    source,
    lines.map((message) => ({ message })),
  );
  return messagesOf(factory?.(source).apply(block) ?? block);
}

const lines = ["GET /a 200", "", "GET /b 500 error", "POST /a 502 Error", "2026 is no match of a timestamp", "ÄRGER"];

const rows: readonly (readonly [what: string, options: Partial<FilterOptions>, kept: readonly number[]])[] = [
  ["plain text", { grep: ["error"] }, [2]],
  ["plain text, any case", { grep: ["error"], ignoreCase: true }, [2, 3]],
  ["any of several", { grep: ["error", "200"] }, [0, 2]],
  ["what stands in timestamps only is not found", { grep: ["11-21T"] }, []],
  ["what stands in timestamps too is found in messages only", { grep: ["2026"] }, [4]],
  ["a pattern over digits, that timestamps match", { grep: ["[0-9]{4}"] }, [4]],
  ["a match does not reach into the timestamp before", { grep: [": GET", "Z GET", "Z \\S"] }, []],
  ["a match does not reach into the next line", { grep: ["200\\s", "200[^x]"] }, []],
  ["no known text", { grep: ["5\\d\\d"] }, [2, 3]],
  ["anchors are the line's", { grep: ["^GET", "error$"] }, [0, 2]],
  ["an empty line", { grep: ["^$"] }, [1]],
  ["an empty pattern matches all", { grep: [""] }, [0, 1, 2, 3, 4, 5]],
  ["text and a pattern around it", { grep: ["/a.*50"] }, [3]],
  ["exclude", { exclude: ["GET"] }, [1, 3, 4, 5]],
  ["exclude several", { exclude: ["GET", "^$", "(?i)ärger"] }, [3, 4]],
  ["grep and exclude", { grep: ["50"], exclude: ["Error"] }, [2]],
  ["grep few and exclude", { grep: ["GET /b"], exclude: ["500"] }, []],
  ["fixed strings", { grep: ["."], fixedStrings: true }, []],
  ["letters that are not ASCII", { grep: ["ärger"], ignoreCase: true }, [5]],
];

test("L18 grep: chooses the lines that match, and only by what is in their messages", () => {
  for (const [what, options, kept] of rows) {
    assert.deepEqual(
      filtered(lines, options),
      kept.map((index) => lines[index]),
      what,
    );
  }
});

test("L18 grep: escape sequences neither hide a match nor are one", () => {
  const colored = ["an \x1b[1mer\x1b[31mror\x1b[0m here", "\x1b[31merror\x1b[0m", "plain error", "31m"];
  for (const grep of ["error", "er+or", "^(an )?error"]) {
    assert.deepEqual(
      filtered(colored, { grep: [grep] }),
      grep.startsWith("^") ? colored.slice(0, 2) : colored.slice(0, 3),
      grep,
    );
  }
  assert.deepEqual(filtered(colored, { grep: ["31m", "\\[1m"] }), ["31m"]);
  assert.deepEqual(filtered(colored, { exclude: ["error"] }), ["31m"]);
});

test("L18 grep: bytes that are no UTF-8 count as one character each", () => {
  const broken = Buffer.from([0x61, 0x80, 0x62]);
  assert.equal(filtered([broken, "a\u00e9b", "ab"], { grep: ["^a.b$"] }).length, 2);
  assert.equal(filtered([broken, "ab"], { exclude: ["a[^x]b"] }).length, 1);
  assert.equal(filtered([broken, "b"], { grep: ["a"] }).length, 1);
  for (const grep of ["\ufffd", "a\ufffdb", "\ufffd|no", "\\x{FFFD}b$"])
    assert.equal(filtered([broken, "ab"], { grep: [grep] }).length, 1);
});

test("L18 H1 grep: lines that were joined from pieces lie behind the others of their block, and every match is found", () => {
  const log = [
    "Z stdout P one ha",
    "Z stdout F lf of a match",
    "Z stdout F second match",
    "Z stderr P third ",
    "Z stdout F none",
    "Z stderr F match",
    "Z stdout F match at the end",
  ];
  const parser = new LineParser(new CriLines(source, { keepsUnknown: false }));
  const [block] = parser.push(Buffer.from(log.map((line) => `2026-11-21T08:11:56${line}\n`).join("")), 0);
  assert.ok(block !== undefined);
  for (const grep of ["match", "[m]atch", "m.tch"]) {
    const found: Block | undefined = createFilter({ ...nothing, grep: [grep] })?.(source).apply(block) ?? block;
    assert.deepEqual(messagesOf(found), ["one half of a match", "second match", "third match", "match at the end"]);
  }
});

test("L18 grep: a block of which nothing is left is passed on with no entries, and flush gives nothing", () => {
  const filter = createFilter({ ...nothing, grep: ["none"] })?.(source);
  const block = makeBlock(source, lines);
  assert.equal(filter?.apply(block).count, 0);
  assert.equal(filter?.apply({ ...block, count: 0 }).count, 0);
  assert.equal(filter?.flush(), undefined);
});

test("L18 grep: no pattern means no filter", () => {
  assert.equal(createFilter({ ...nothing, ignoreCase: true, fixedStrings: true }), undefined);
});

test("L18 grep: a fault in a pattern names its flag", () => {
  assert.throws(() => createFilter({ ...nothing, grep: ["ok", "("] }), { code: "KT_USAGE", message: /^--grep "\("/ });
  assert.throws(() => createFilter({ ...nothing, exclude: ["["] }), { code: "KT_USAGE", message: /^--exclude "\["/ });
});

test("L18 grep: looking through whole blocks chooses the same lines as looking at each", () => {
  const word = fc.constantFrom("a", "b", "é", "1", " ", "foo", "\x1b[1m", "\x1b[0m", "bar");
  const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(""));
  const pattern = fc.constantFrom(
    "foo",
    "a",
    "a1",
    "[ab]1",
    "fo+b",
    "é",
    "(?i)FOO",
    "^a",
    "a$",
    "\\bfoo\\b",
    "f.*r",
    "o\\B",
    "x*",
  );
  const patterns = fc.array(pattern, { maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 40 }),
      patterns,
      patterns,
      fc.integer({ min: 1, max: 5 }),
      (all, grep, exclude, step) => {
        // An earlier filter may have left out lines whose bytes are still there.
        const whole = makeBlock(source, all);
        const picked = Uint32Array.from(all.keys()).filter((index) => index % step === 0);
        const block = pickEntries(whole, picked, picked.length);
        const texts = messagesOf(block);
        const oneByOne = texts.filter((text) => {
          const alone = makeBlock(source, [text]);
          const isKept = (kind: "grep" | "exclude", value: string): boolean =>
            createFilter({ ...nothing, [kind]: [value] })?.(source).apply(alone).count === 1;
          return (
            (grep.length === 0 || grep.some((value) => isKept("grep", value))) &&
            exclude.every((value) => isKept("exclude", value))
          );
        });
        const filter = createFilter({ ...nothing, grep, exclude })?.(source);
        assert.deepEqual(messagesOf(filter?.apply(block) ?? block), oneByOne);
      },
    ),
  );
});
