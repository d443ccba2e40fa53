import assert from "node:assert/strict";
import { test } from "node:test";
import { filteredSource } from "../../../../src/cli/logs/filtered-source.ts";
import { lastOfSource } from "../../../../src/cli/logs/last-of-source.ts";
import { createFilter } from "../../../../src/filter/filter.ts";
import type { BlockFilter } from "../../../../src/filter/block-filter.ts";
import type { Block } from "../../../../src/stream/block.ts";
import { caughtUp, isBlock, type LogSource } from "../../../../src/stream/source.ts";
import { mergeFinished } from "../../../../src/stream/merge-finished.ts";
import { blockOf, collectEntries, entriesOf } from "../../../support/entries.ts";
import { filterOptionsOf } from "../../../support/filter-options.ts";
import { HandSource } from "../../../support/hand-source.ts";
import { ManualClock } from "../../../support/manual-clock.ts";

/** The texts of a source's entries; `|` where it is caught up. */
async function textsOf(source: LogSource): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const item of source.read(new AbortController().signal)) {
    texts.push(...(!isBlock(item) ? ["|"] : entriesOf(item).map(({ text }) => text)));
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
  const texts = await textsOf(lastOfSource(HandSource.finished("s", items), { entries: 4, asRecords: false }));
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
    assert.deepEqual(await textsOf(lastOfSource(source, { entries, asRecords: false })), left);
  });
}

test("L18 grep: a source with a filter has only the entries that match, and says when it is caught up", async () => {
  const filter = createFilter(filterOptionsOf({ grep: ["n1"], exclude: ["0"] }));
  assert.ok(filter);
  const source = HandSource.finished("s", [numbered(1, 9), caughtUp, numbered(10, 12)]);
  assert.deepEqual(await textsOf(filteredSource(source, filter, new ManualClock())), ["n1", "|", "n11", "n12"]);
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
      get held() {
        return held;
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
          yield !isBlock(item) || item.source.id === 1 ? item : { ...item, source: info };
        }
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    ({ id }) => holdOne(id),
    new ManualClock(),
  );
  assert.deepEqual(await textsOf(sameInfo), ["n1", "|", "n2", "n3", "restarted"]);
  assert.deepEqual(created, [0, 1]);
});

test("L21 multiline: a record of a live source is closed by 300 ms of silence, and not by less", async () => {
  const clock = new ManualClock();
  const filter = createFilter(filterOptionsOf({ grep: ["boom"], isMultiline: true }));
  assert.ok(filter);
  const info = { id: 0, facts: {} };
  const line = (at: number, text: string): Block => ({ ...blockOf(0, [[at, text]]), source: info });
  const source = new HandSource("s", [line(1, "Error: backlog boom"), caughtUp]);
  const texts: string[] = [];
  const reading = (async () => {
    for await (const item of filteredSource(source, filter, clock).read(new AbortController().signal)) {
      texts.push(...(!isBlock(item) ? ["|"] : entriesOf(item).map(({ text }) => text)));
    }
  })();
  await clock.advance(0);
  assert.deepEqual(texts, ["Error: backlog boom", "|"]);
  await source.say(line(2, "Error: boom"));
  await clock.advance(200);
  await source.say(line(3, "    at pay"));
  await clock.advance(200);
  assert.deepEqual(texts.slice(2), []);
  await clock.advance(150);
  assert.deepEqual(texts.slice(2), ["Error: boom", "    at pay"]);
  await source.say(line(4, "    at late"), line(5, "other"));
  assert.deepEqual(texts.slice(4), ["    at late"]);
  source.end();
  await reading;
  assert.equal(clock.timerCount, 0);
});

test("L21 multiline: of two containers that write traces line by line in turn, one comes out whole and nothing of the other", async () => {
  const trace = (name: string): readonly string[] => [
    `ERROR ${name} failed`,
    "java.lang.IllegalStateException: refused",
    `\tat com.example.${name}.pay(${name}.java:42)`,
    "\tat com.example.Main.main(Main.java:7)",
    "INFO next",
  ];
  const blocksOf = (id: number, name: string): readonly Block[] => {
    const info = { id, facts: {} };
    // Each line in a block of its own, the times of both in turn.
    return trace(name).map((text, place) => ({ ...blockOf(id, [[place * 2 + id, text]]), source: info }));
  };
  const merged = async (grep: string): Promise<readonly string[]> => {
    const filter = createFilter(filterOptionsOf({ grep: [grep], isMultiline: true }));
    assert.ok(filter);
    const sources = [blocksOf(0, "Shop"), blocksOf(1, "Cart")].map((blocks, id) =>
      filteredSource(HandSource.finished(`s${id}`, blocks), filter, new ManualClock()),
    );
    const { signal } = new AbortController();
    const entries = await collectEntries(mergeFinished(sources, { signal, notices: { notice: () => {} } }));
    return entries.map(({ text }) => text);
  };
  assert.deepEqual(await merged("Cart.java"), trace("Cart").slice(0, 4));
  assert.deepEqual(await merged("Main"), [...trace("Shop").slice(0, 4), ...trace("Cart").slice(0, 4)]);
});
