import assert from "node:assert/strict";
import { test } from "node:test";
import type { Block } from "../../../src/stream/block.ts";
import { ClockSkew } from "../../../src/stream/clock-skew.ts";
import { blockOf } from "../../support/entries.ts";
import { RecordedNotices } from "../../support/recorded-notices.ts";

/** A line of a node's container, by the node's own clock. */
function lineOf(node: string | undefined, atMs: number): Block {
  const block = blockOf(0, [[atMs * 1e6, "x"]]);
  return { ...block, source: { id: 0, facts: node === undefined ? {} : { node } } };
}

/** What is said when nodes, whose clocks are off by so much, write for 20 s; the way takes up to 400 ms more. */
function saidOf(offsetsMs: Readonly<Record<string, number>>): string[] {
  const notices = new RecordedNotices();
  const skew = new ClockSkew(notices, 1000);
  for (let round = 0; round < 40; round++) {
    const nowMs = round * 500;
    for (const [node, offsetMs] of Object.entries(offsetsMs)) {
      const wayMs = ((round * 7 + node.length) % 5) * 100;
      skew.note(lineOf(node === "" ? undefined : node, 1_000_000 + nowMs - wayMs + offsetMs), nowMs);
    }
  }
  return notices.lines.map((line) => line.slice(0, line.indexOf(";")));
}

const rows: readonly (readonly [
  title: string,
  offsetsMs: Readonly<Record<string, number>>,
  said: readonly string[],
])[] = [
  ["one node", { "node-1": 90_000 }, []],
  ["nodes that agree", { "node-1": 0, "node-2": 300, "node-3": -400 }, []],
  [
    "one ahead",
    { "node-1": 0, "node-2": 12_000, "node-3": 0 },
    ["warning node-2: timestamps of this node are 12.0 s ahead of the others'"],
  ],
  [
    "one behind",
    { "node-1": -3000, "node-2": 0, "node-3": 0, "node-4": 0 },
    ["warning node-1: timestamps of this node are 3.0 s behind the others'"],
  ],
  [
    "two that differ, of which one is named",
    { "node-1": 0, "node-2": 2000 },
    ["warning node-1: timestamps of this node are 2.0 s behind the others'"],
  ],
  ["sources of no known node", { "": 50_000, "node-1": 0 }, []],
];

for (const [title, offsetsMs, said] of rows) {
  test(`L11 clock skew: ${title}`, () => {
    assert.deepEqual(saidOf(offsetsMs), said);
  });
}

test("L11 clock skew: a burst of old lines, as after a cut, is no skew", () => {
  const notices = new RecordedNotices();
  const skew = new ClockSkew(notices, 1000);
  for (let round = 0; round < 40; round++) {
    skew.note(lineOf("node-1", round * 500), round * 500);
    skew.note(lineOf("node-2", round < 30 && round > 3 ? 1500 : round * 500), round * 500);
  }
  assert.deepEqual(notices.lines, []);
});

test("L11 clock skew: clusters of several contexts have nodes of their own", () => {
  const notices = new RecordedNotices();
  const skew = new ClockSkew(notices, 1000);
  for (let round = 0; round < 40; round++) {
    for (const [context, offsetMs] of [
      ["a", 0],
      ["b", 0],
      ["c", 5000],
    ] as const) {
      const block = lineOf("node-1", round * 500 + offsetMs);
      skew.note({ ...block, source: { id: 0, facts: { node: "node-1", context } } }, round * 500);
    }
  }
  assert.deepEqual(
    notices.all.map(({ about }) => about),
    ["c/node-1"],
  );
});
