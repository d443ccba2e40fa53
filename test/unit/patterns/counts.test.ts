import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hasCode } from "../../../src/errors/kt-error.ts";
import { CountAnalysis, type CountAnalysisOptions } from "../../../src/patterns/counts/count-analysis.ts";
import { isImplied, parseCountKeys } from "../../../src/patterns/counts/count-key.ts";
import type { CountValue } from "../../../src/patterns/counts/dimension.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { loadTimeZone, utc } from "../../../src/time/time-zone.ts";
import { analyse } from "../../support/analyse.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

const web = makeSource(0, { namespace: "shop", pod: "web-0", container: "web", node: "node-1", instance: 2 });
const proxy = makeSource(1, { namespace: "shop", pod: "web-0", container: "proxy", node: "node-1", instance: 0 });
const db = makeSource(2, { namespace: "db", pod: "web-0", container: "db", node: "node-2", instance: 0 });

type Given = readonly (readonly [source: typeof web, entries: readonly (TestEntry | string)[]])[];

const usual: Given = [
  [web, ['{"level":"info","status":200}', "level=error status=500", "WARN slow", "plain"]],
  [proxy, ["level=info status=200", "level=info status=200"]],
  [db, ["level=info"]],
];

function counts(by: string, given: Given, options: CountAnalysisOptions = { zone: utc }): CountAnalysis {
  const batches = given.map(([source, entries]) => makeBatch(makeBlock(source, entries)));
  return analyse(new CountAnalysis(parseCountKeys(by), options), ...batches);
}

/** Values of what was asked for, and how many. */
function rowsOf(analysis: CountAnalysis): readonly (readonly CountValue[])[] {
  return analysis
    .rows()
    .map(({ values, seen }) => [
      ...values.filter((_, place) => !isImplied(analysis.keys[place] ?? assert.fail())),
      seen.count,
    ]);
}

const rows: readonly (readonly [by: string, rows: readonly (readonly CountValue[])[]])[] = [
  [
    "level",
    [
      ["info", 4],
      ["error", 1],
      ["warn", 1],
      ["unknown", 1],
    ],
  ],
  [
    "pod",
    [
      ["web-0", 6],
      ["web-0", 1],
    ],
  ],
  [
    "container",
    [
      ["web", 4],
      ["proxy", 2],
      ["db", 1],
    ],
  ],
  [
    "namespace",
    [
      ["shop", 6],
      ["db", 1],
    ],
  ],
  [
    "node",
    [
      ["node-1", 6],
      ["node-2", 1],
    ],
  ],
  [
    "instance",
    [
      [2, 4],
      [0, 3],
    ],
  ],
  [
    "status",
    [
      ["200", 3],
      [null, 3],
      ["500", 1],
    ],
  ],
  [
    "`level`",
    [
      ["info", 4],
      ["error", 1],
      ["warn", 1],
      ["unknown", 1],
    ],
  ],
  ["`pod`", [[null, 7]]],
  [
    "namespace,level",
    [
      ["shop", "info", 3],
      ["shop", "error", 1],
      ["shop", "warn", 1],
      ["shop", "unknown", 1],
      ["db", "info", 1],
    ],
  ],
];

for (const [by, expected] of rows) {
  test(`L22 --count-by ${by}`, () => {
    const found = rowsOf(counts(by, usual));
    const sorted = (some: typeof found): readonly string[] => some.map((row) => JSON.stringify(row)).toSorted();
    assert.deepEqual(sorted(found), sorted(expected));
    // The most frequent first.
    const numbers = found.map((row) => Number(row.at(-1)));
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => b - a),
    );
  });
}

function at(time: string, message = "x"): TestEntry {
  return { message, timestamp: `2026-11-21T${time}.000000000Z` };
}

test("L22 --count-by minute: in the order of time, with the minutes in which nothing was written", () => {
  const given: Given = [[web, [at("08:13:59"), at("08:10:00"), at("08:10:59"), at("08:14:00")]]];
  const start = Date.UTC(2026, 10, 21, 8, 10) / 1000;
  const expected = [2, 0, 0, 1, 1].map((count, minute) => [start + minute * 60, count]);
  assert.deepEqual(rowsOf(counts("minute", given)), expected);
});

test("L22 --count-by hour,level: by hour, and in each the most frequent level first", () => {
  const given: Given = [
    [web, [at("09:00:00", "INFO a"), at("08:59:59", "INFO a"), at("08:00:00", "WARN b"), at("08:00:01", "WARN b")]],
  ];
  const hour = Date.UTC(2026, 10, 21, 8) / 1000;
  assert.deepEqual(rowsOf(counts("hour,level", given)), [
    [hour, "warn", 2],
    [hour, "info", 1],
    [hour + 3600, "info", 1],
  ]);
});

test("L22 --count-by day: days begin where the zone's do", async () => {
  const given: Given = [[web, [at("22:59:59"), at("23:00:00")]]];
  assert.equal(rowsOf(counts("day", given)).length, 1);
  const berlin = await loadTimeZone("Europe/Berlin");
  assert.deepEqual(rowsOf(counts("day", given, { zone: berlin })), [
    [Date.UTC(2026, 10, 20, 23) / 1000, 1],
    [Date.UTC(2026, 10, 21, 23) / 1000, 1],
  ]);
});

test("L22 --count-by stream, where it is known", () => {
  const given: Given = [
    [web, [{ message: "a", flags: EntryFlag.stderr }, { message: "b", flags: EntryFlag.stdout | EntryFlag.late }, "c"]],
  ];
  assert.deepEqual(
    new Set(rowsOf(counts("stream", given)).map(([stream]) => stream)),
    new Set(["stderr", "stdout", null]),
  );
});

test("L22 --count-by: above the bound all other values are counted together", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `n=${index}`);
  for (const by of ["n", "n,level", "level,n"]) {
    const analysis = counts(by, [[web, [...lines, ...lines]]], { zone: utc, mostRows: 10 });
    assert.equal(analysis.rows().length, 10, by);
    assert.equal(analysis.totals.others.count, 180, by);
    assert.equal(analysis.totals.all.count, 200, by);
  }
});

test("L22 --count-by: a pod is not the pod of its name in another namespace, and asking for that shows it once", () => {
  const names = (by: string): readonly string[] =>
    parseCountKeys(by).map((key) => `${key.name}${isImplied(key) ? "?" : ""}`);
  assert.deepEqual(names("pod"), ["context?", "namespace?", "pod"]);
  assert.deepEqual(names("pod,namespace"), ["context?", "pod", "namespace"]);
  assert.deepEqual(names("namespace, pod"), ["context?", "namespace", "pod"]);
});

for (const by of ["", "pod,", "pod,pod", "`pod", "level,level"]) {
  test(`L22 --count-by ${JSON.stringify(by)} is refused`, () => {
    assert.throws(
      () => parseCountKeys(by),
      (error) => hasCode(error, "KT_USAGE"),
    );
  });
}

test("L22 --count-by, property: counts add up and do not depend on the order of entries", () => {
  const entry = fc.tuple(
    fc.constantFrom(web, proxy, db),
    fc.constantFrom("INFO a", "level=error status=5", "status=7", "", "{"),
    fc.integer({ min: 0, max: 59 }),
  );
  const by = fc.constantFrom("pod", "level", "minute", "status,container", "second,level,pod");
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), by, fc.func(fc.integer()), (entries, keys, order) => {
      const run = (some: typeof entries): CountAnalysis =>
        counts(
          keys,
          some.map(([source, message, second]) => [
            source,
            [at(`08:0${second % 7}:${String(second).padStart(2, "0")}`, message)],
          ]),
        );
      const one = run(entries);
      const other = run(entries.toSorted((a, b) => order(a) - order(b)));
      assert.deepEqual(rowsOf(one), rowsOf(other));
      const sum = one.rows().reduce((total, { seen }) => total + seen.count, 0);
      assert.equal(sum, entries.length);
      assert.equal(one.totals.all.count, entries.length);
    }),
  );
});
