import assert from "node:assert/strict";
import { test } from "node:test";
import { InterleavedFilters } from "../../../../src/cli/logs/interleaved-filters.ts";
import { createFilter } from "../../../../src/filter/filter.ts";
import type { Block } from "../../../../src/stream/block.ts";
import { KeyClock } from "../../../../src/stream/key-clock.ts";
import { blockOf, entriesOf } from "../../../support/entries.ts";
import { filterOptionsOf } from "../../../support/filter-options.ts";

/** A line of a container in a capture: its number, its time and its text. */
type Line = readonly [container: number, at: number, text: string];

function blocksOf(lines: readonly Line[]): readonly Block[] {
  const clock = new KeyClock();
  return lines.map(([container, at, text]) => blockOf(container, [[at, text]], clock));
}

function filters(options: Parameters<typeof filterOptionsOf>[0]): InterleavedFilters {
  const filter = createFilter(filterOptionsOf({ isMultiline: true, ...options }));
  assert.ok(filter);
  return new InterleavedFilters(filter);
}

function textsOf(blocks: Iterable<Block>): readonly string[] {
  return [...blocks].flatMap(entriesOf).map(({ text, key }) => `${key} ${text}`);
}

test("L21 L27 containers whose lines alternate: what is chosen stays in the order of the whole, a record at its first line", () => {
  const lines: readonly Line[] = [
    [0, 1, "a alone"],
    [1, 2, "b one"],
    [2, 2, "c ERROR"],
    [1, 3, "b two"],
    [2, 1, "    at c"],
    [1, 4, "b none"],
    [2, 5, "c two"],
  ];
  const read = filters({ grep: ["alone", "one$", "two", "ERROR"] });
  const out = blocksOf(lines).flatMap((block) => [...read.apply(block, undefined)]);
  const expected = ["1 a alone", "2 b one", "2 c ERROR", "2     at c", "3 b two", "4 b none", "5 c two"];
  assert.deepEqual(textsOf([...out, ...read.flush()]), expected);
});

test("L18 L27 containers whose lines alternate: lines before a match come out with it, those behind it at their own places", () => {
  const lines: readonly Line[] = [
    [0, 1, "a before"],
    [1, 2, "b match"],
    [0, 3, "a match"],
    [1, 4, "b behind"],
    [0, 5, "a behind"],
  ];
  const read = filters({ grep: ["match"], isMultiline: false, contextBefore: 1, contextAfter: 1 });
  const out = blocksOf(lines).flatMap((block) => [...read.apply(block, undefined)]);
  const expected = ["2 b match", "3 a before", "3 a match", "4 b behind", "5 a behind"];
  assert.deepEqual(textsOf([...out, ...read.flush()]), expected);
});

test("L16 L27 a container that says nothing more does not hold up the others for ever", () => {
  const read = filters({ grep: ["a|b"] });
  const count = 150_000;
  const out: Block[] = [...read.apply(blockOf(0, [[1, "a"]]), undefined)];
  for (let line = 0; line < count; line += 1000) {
    const more = Array.from({ length: 1000 }, (_, index) => [line + index + 2, "b"] as const);
    out.push(...read.apply(blockOf(1, more), undefined));
  }
  const early = textsOf(out);
  assert.equal(early[0], "1 a");
  assert.ok(early.length > count / 2);
  assert.deepEqual([...early, ...textsOf(read.flush())].at(-1), `${count + 1} b`);
});

test("L21 L27 of a live source a container that was silent for 300 ms holds up nobody", () => {
  const read = filters({ grep: ["a|b"] });
  const say = (line: Line, liveMs: number): readonly string[] =>
    blocksOf([line]).flatMap((block) => textsOf(read.apply(block, liveMs)));
  assert.deepEqual(say([0, 1, "a"], 0), []);
  assert.deepEqual(say([1, 2, "b one"], 10), []);
  assert.deepEqual(say([1, 3, "b two"], 290), []);
  assert.deepEqual(say([1, 4, "b three"], 310), ["1 a", "2 b one", "3 b two"]);
  assert.deepEqual(textsOf(read.flush()), ["4 b three"]);
});
