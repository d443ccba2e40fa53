import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CountAnalysis } from "../../../../src/patterns/counts/count-analysis.ts";
import { parseCountKeys } from "../../../../src/patterns/counts/count-key.ts";
import { PatternAnalysis } from "../../../../src/patterns/pattern-analysis.ts";
import { comparePatterns } from "../../../../src/patterns/pattern-differences.ts";
import { countObjects, countText } from "../../../../src/render/reports/count-report.ts";
import { differenceObjects, differenceText } from "../../../../src/render/reports/difference-report.ts";
import { patternObjects, patternText } from "../../../../src/render/reports/pattern-report.ts";
import type { ReportLook } from "../../../../src/render/reports/report-look.ts";
import { utc } from "../../../../src/time/time-zone.ts";
import { analyse } from "../../../support/analyse.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../../support/blocks.ts";

const first = makeSource(0, { namespace: "shop", pod: "web-0", container: "web", node: "node-1", instance: 0 });
const second = makeSource(1, { namespace: "shop", pod: "web-1", container: "web", node: "node-2", instance: 1 });

const pipe: ReportLook = {
  colorLevel: 0,
  isTerminal: false,
  terminalColumns: undefined,
  isWhole: false,
  zone: undefined,
  timestamps: undefined,
  nowMs: () => Date.UTC(2026, 10, 21, 8, 12),
};
const terminal: ReportLook = { ...pipe, isTerminal: true, terminalColumns: 60, zone: utc };

function at(time: number, message: string): TestEntry {
  return { message, timestamp: `2026-11-21T08:11:${String(time).padStart(2, "0")}.494799123Z` };
}

const batch = makeBatch(
  makeBlock(first, [at(1, "INFO saved order 1"), at(2, "INFO saved order 2"), at(3, "ERROR cannot pay")]),
  makeBlock(second, [at(4, "INFO saved order 3")]),
);

function counted(by: string, options = {}): CountAnalysis {
  return analyse(new CountAnalysis(parseCountKeys(by), { zone: utc, ...options }), batch);
}

function clustered(mostPatterns?: number): PatternAnalysis {
  return analyse(new PatternAnalysis({ mostPatterns }), batch);
}

function compared(): PatternAnalysis {
  const patterns = new PatternAnalysis({ sideOf: ({ source }) => (source === first ? "before" : "now") });
  return analyse(patterns, batch, makeBatch(makeBlock(second, [at(5, "FATAL out of memory")])));
}

test("L22 counts as text: a table, of what is implied only what differs", () => {
  assert.equal(countText(counted("pod"), pipe), "POD    COUNT  SHARE\nweb-0      3  75.0%\nweb-1      1  25.0%\n");
});

test("L22 counts on a terminal have bars", () => {
  const lines = countText(counted("level"), terminal).split("\n");
  assert.match(lines[1] ?? "", /^info +3 +75\.0% {2}█{30}$/u);
  assert.match(lines[2] ?? "", /^error +1 +25\.0% {2}█{10}$/u);
});

test("L22 counts by time are shown in RFC 3339, days as dates, in the zone that is asked for", () => {
  assert.match(countText(counted("minute"), pipe), /^2026-11-21T08:11:00Z {6}4 {2}100\.0%$/mu);
  assert.match(countText(counted("day"), pipe), /^2026-11-21 {6}4/mu);
});

test("L22 rows that are not shown are counted at the end", () => {
  const text = countText(counted("order", { mostRows: 1 }), pipe);
  assert.match(text, /^- {7,}4/mu);
  const many = new CountAnalysis(parseCountKeys("n"), { zone: utc });
  const lines = Array.from({ length: 50 }, (_, index) => `n=${index}`);
  analyse(many, makeBatch(makeBlock(first, lines)));
  assert.match(countText(many, terminal), /^10 others \(--all\) +10 +20\.0%\n$/mu);
  assert.equal(countText(many, { ...terminal, isWhole: true }).split("\n").length, 52);
  assert.equal(countText(many, pipe).split("\n").length, 52);
});

test("L22 of counts by time the last ones are shown on a terminal, each time with all of its rows", () => {
  const seconds = Array.from({ length: 50 }, (_, time) => at(time, "ERROR no"));
  const bySecond = new CountAnalysis(parseCountKeys("second"), { zone: utc });
  analyse(bySecond, makeBatch(makeBlock(first, seconds)));
  const lines = countText(bySecond, terminal).split("\n");
  assert.match(lines[1] ?? "", /^10 earlier \(--all\) +10 +20\.0%$/u);
  assert.match(lines[2] ?? "", /^2026-11-21T08:11:10Z /u);
  assert.match(lines.at(-2) ?? "", /^2026-11-21T08:11:49Z /u);
  const byBoth = new CountAnalysis(parseCountKeys("second,n"), { zone: utc });
  const three = seconds.flatMap((entry) => ["n=1", "n=2", "n=3"].map((message) => ({ ...entry, message })));
  analyse(byBoth, makeBatch(makeBlock(first, three)));
  const shown = countText(byBoth, terminal).split("\n");
  assert.match(shown[1] ?? "", /^111 earlier \(--all\) +111 +74\.0%$/u);
  assert.match(shown[2] ?? "", /^2026-11-21T08:11:37Z +1 /u);
  assert.equal(shown.length, 2 + 39 + 1);
  assert.equal(countText(byBoth, { ...terminal, isWhole: true }).split("\n").length, 152);
});

test("L22 patterns as text: counts, level, first and last seen, sources, template", () => {
  assert.equal(
    patternText(clustered(), pipe),
    [
      "COUNT  SHARE  LEVEL  FIRST                 LAST                  SOURCES  PATTERN",
      "    3  75.0%  info   2026-11-21T08:11:01Z  2026-11-21T08:11:04Z  all 2    INFO saved order <num>",
      "    1  25.0%  error  2026-11-21T08:11:03Z  2026-11-21T08:11:03Z  web-0    ERROR cannot pay",
      "",
    ].join("\n"),
  );
});

test("L22 patterns on a terminal are cut to its width, and show times of one day without the day", () => {
  const [, line = ""] = patternText(clustered(), terminal).split("\n");
  assert.match(line, / 08:11:01 {2}08:11:04 {2}all 2 {4}INFO saved order .*…$/u);
  assert.match(patternText(clustered(), { ...terminal, timestamps: "relative" }), / 59s .*56s /u);
});

test("L22 patterns on a narrow terminal: names of sources are shortened in their middle, and no line is wider", () => {
  const long = makeSource(4, { namespace: "shop", pod: "checkout-6f4846f455-c7682", container: "web" });
  const patterns = analyse(
    new PatternAnalysis(),
    makeBatch(makeBlock(long, ["ERROR cannot pay for the order that was just made", "INFO saved"])),
    makeBatch(makeBlock(second, ["INFO saved"])),
  );
  const rows = patternText(patterns, { ...terminal, terminalColumns: 80 }).split("\n");
  assert.match(rows[2] ?? "", / {2}checkout-6…-c7682 {2}ERROR cannot pay fo…$/u);
  assert.ok(rows.every((row) => [...row].length <= 80));
  const wide = patternText(patterns, { ...terminal, terminalColumns: 120 });
  assert.match(wide, / {2}checkout-6f4846f455-c7682 {2}ERROR/u);
});

test("L22 patterns in colours: what varies and the levels have one", () => {
  const text = patternText(clustered(), { ...pipe, colorLevel: 1 });
  assert.ok(text.includes("\u001b[32minfo\u001b[39m"));
  assert.ok(text.includes("order \u001b[36m<num>\u001b[39m"));
});

test("L22 L26 what would drive a terminal is made harmless in a template, also where that is cut", () => {
  const line = "clear \u009b2J \u0007 screen, and much more that does not fit";
  const patterns = analyse(new PatternAnalysis(), makeBatch(makeBlock(first, [line])));
  assert.ok(
    patternText(patterns, { ...terminal, isWhole: true, terminalColumns: 200 }).includes("clear \\x9b2J ^G screen"),
  );
  // Nothing of an escape sequence is left at any width, so that none can be left open.
  for (let width = 0; width < 120; width++) {
    assert.doesNotMatch(patternText(patterns, { ...terminal, terminalColumns: width }), /(?!\n)\p{Cc}/u);
  }
  assert.ok(patternText(patterns, pipe).includes("\u0007"));
});

test("L22 L26 looks that names and values bring along run nowhere, and move no column", () => {
  const counts = analyse(
    new CountAnalysis(parseCountKeys("service"), { zone: utc }),
    makeBatch(makeBlock(makeSource(2, { service: "a\u001b[31mb" }), ["one"])),
    makeBatch(makeBlock(makeSource(3, { service: "a\tb" }), ["two"])),
  );
  const lines = countText(counts, terminal).split("\n");
  assert.deepEqual(
    lines.map((line) => line.slice(0, 23)),
    ["SERVICE   COUNT  SHARE", "a b           1  50.0% ", "a^[[31mb      1  50.0% ", ""],
  );
});

test("L22 patterns above the bound have a row of their own, in JSON too", () => {
  assert.match(patternText(clustered(1), pipe), /^ {4}1 {2}25\.0% {2}- .*other patterns$/mu);
  assert.deepEqual([...patternObjects(clustered(1))].at(-1), { kind: "pattern", other: true, count: 1, share: 0.25 });
});

test("L22 differences as text: what is new and what is gone", () => {
  const patterns = compared();
  const text = differenceText(comparePatterns(patterns), patterns, pipe);
  assert.deepEqual(
    text.split("\n").map((line) => line.replaceAll(/ {2,}/gu, "|")),
    [
      "CHANGE|COUNT|LEVEL|FIRST|LAST|SOURCES|PATTERN",
      "+ new|1|fatal|2026-11-21T08:11:05Z|2026-11-21T08:11:05Z|web-1|FATAL out of memory",
      "- gone|1|error|2026-11-21T08:11:03Z|2026-11-21T08:11:03Z|web-0|ERROR cannot pay",
      "",
    ],
  );
});

test("L22 nothing to say is no text", () => {
  const patterns = new PatternAnalysis();
  assert.equal(patternText(patterns, pipe), "");
  assert.equal(countText(new CountAnalysis(parseCountKeys("pod"), { zone: utc }), pipe), "");
  assert.equal(differenceText(comparePatterns(patterns), patterns, pipe), "");
});

test("L22 JSON: the written schema says what comes out", () => {
  const folder = new URL("../../../../docs/", import.meta.url);
  const schema = JSON.parse(readFileSync(new URL("report-output.schema.json", folder), "utf8")) as Schema;
  const described = readFileSync(new URL("json-output.md", folder), "utf8");
  const objects = [
    ...countObjects(counted("pod,minute,order"), undefined),
    ...countObjects(counted("instance", { mostRows: 1 }), undefined),
    ...patternObjects(clustered()),
    ...patternObjects(clustered(1)),
    ...differenceObjects(comparePatterns(compared())),
  ].map((object) => JSON.parse(JSON.stringify(object)) as Readonly<Record<string, unknown>>);
  const used = new Set<string>();
  for (const object of objects) {
    for (const key of schema.required) assert.ok(key in object, key);
    for (const [key, value] of Object.entries(object)) {
      used.add(key);
      const property = schema.properties[key] ?? assert.fail(`${key} is not in the schema`);
      assert.ok(typesOf(value).includes(property.type), key);
      if (property.enum !== undefined) assert.ok(property.enum.includes(value), key);
      if (property.pattern !== undefined) assert.match(String(value), new RegExp(property.pattern, "u"), key);
    }
  }
  for (const key of Object.keys(schema.properties)) {
    assert.ok(used.has(key), `${key} is written`);
    assert.match(described, new RegExp(`^\\| .*\`${key}\`.* \\|`, "mu"), key);
  }
});

interface Schema {
  readonly properties: Readonly<
    Record<string, { readonly type: string; readonly enum?: readonly unknown[]; readonly pattern?: string }>
  >;
  readonly required: readonly string[];
}

/** The types of the schema that a value is of. */
function typesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return ["array"];
  return Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

test("L22 JSON: counts name what was asked for, and what tells pods of one name apart", () => {
  const [object] = countObjects(counted("pod,minute"), undefined);
  assert.deepEqual(object, {
    kind: "count",
    by: { namespace: "shop", pod: "web-0", minute: "2026-11-21T08:11:00Z" },
    count: 3,
    share: 0.75,
    first: "2026-11-21T08:11:01.494799123Z",
    last: "2026-11-21T08:11:03.494799123Z",
  });
});

test("L22 JSON: a pattern names its sources once, whatever their instances", () => {
  const again = makeSource(2, { ...first.facts, instance: 5 });
  const both = makeBatch(makeBlock(first, ["ready"]), makeBlock(again, ["ready"]));
  const patterns = analyse(new PatternAnalysis(), both);
  const [object] = patternObjects(patterns) as Iterable<{ readonly sources?: unknown }>;
  assert.deepEqual(object?.sources, [{ namespace: "shop", node: "node-1", pod: "web-0", container: "web" }]);
});
