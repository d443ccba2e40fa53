import assert from "node:assert/strict";
import { test } from "node:test";
import { filteredSource } from "../../../../src/cli/logs/filtered-source.ts";
import { lastOfSource } from "../../../../src/cli/logs/last-of-source.ts";
import { createFilter } from "../../../../src/filter/filter.ts";
import type { BlockFilter } from "../../../../src/filter/block-filter.ts";
import type { Block } from "../../../../src/stream/block.ts";
import { caughtUp, isCaughtUp, type LogSource } from "../../../../src/stream/source.ts";
import { blockOf, entriesOf } from "../../../support/entries.ts";
import { HandSource } from "../../../support/hand-source.ts";

/** The texts of a source's entries; `|` where it is caught up. */
async function textsOf(source: LogSource): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const item of source.read(new AbortController().signal)) {
    texts.push(...(isCaughtUp(item) ? ["|"] : entriesOf(item).map(({ text }) => text)));
  }
  return texts;
}

function numbered(from: number, to: number): Block {
  return blockOf(
    0,
    Array.from({ length: to - from + 1 }, (_, index) => [from + index, `n${from + index}`] as const),
  );
}

test("L8 --tail-each: the last of a source's backlog behind a filter, then everything that is live", async () => {
  const items = [numbered(1, 4), numbered(5, 6), numbered(7, 7), caughtUp, numbered(8, 12)];
  const texts = await textsOf(lastOfSource(HandSource.finished("s", items), 4));
  assert.deepEqual(texts, ["n4", "n5", "n6", "n7", "|", "n8", "n9", "n10", "n11", "n12"]);
});

for (const [entries, left] of [
  [0, []],
  [1, ["n6"]],
  [2, ["n5", "n6"]],
  [5, ["n2", "n3", "n4", "n5", "n6"]],
  [99, ["n1", "n2", "n3", "n4", "n5", "n6"]],
] as const) {
  test(`L8 --tail-each: the last ${entries} of a source that ends`, async () => {
    const source = HandSource.finished("s", [numbered(1, 4), numbered(5, 6)]);
    assert.deepEqual(await textsOf(lastOfSource(source, entries)), left);
  });
}

test("L18 grep: a source with a filter has only the entries that match, and says when it is caught up", async () => {
  const filter = createFilter({ grep: ["n1"], exclude: ["0"], ignoreCase: false, fixedStrings: false });
  assert.ok(filter);
  const source = HandSource.finished("s", [numbered(1, 9), caughtUp, numbered(10, 12)]);
  assert.deepEqual(await textsOf(filteredSource(source, filter)), ["n1", "|", "n11", "n12"]);
});

test("L18 grep: what a filter holds back comes out before the mark, before the next instance and at the end", async () => {
  const created: number[] = [];
  const holdOne = (id: number): BlockFilter => {
    let held: Block | undefined;
    created.push(id);
    return {
      apply: (block) => {
        const before = held ?? { ...block, count: 0 };
        held = block;
        return before;
      },
      flush: () => {
        const before = held;
        held = undefined;
        return before;
      },
    };
  };
  const restarted = blockOf(1, [[20, "restarted"]]);
  const source = HandSource.finished("s", [numbered(1, 1), caughtUp, numbered(2, 2), numbered(3, 3), restarted]);
  // Blocks of one instance share their SourceInfo.
  const info = { id: 0, facts: {} };
  const sameInfo = filteredSource(
    {
      name: "s",
      async *read(signal) {
        for await (const item of source.read(signal)) {
          yield isCaughtUp(item) || item.source.id === 1 ? item : { ...item, source: info };
        }
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    ({ id }) => holdOne(id),
  );
  assert.deepEqual(await textsOf(sameInfo), ["n1", "|", "n2", "n3", "restarted"]);
  assert.deepEqual(created, [0, 1]);
});
