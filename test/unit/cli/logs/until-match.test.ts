import assert from "node:assert/strict";
import { test } from "node:test";
import { untilMatchFilter } from "../../../../src/cli/logs/until-match.ts";
import type { BlockFilter } from "../../../../src/filter/block-filter.ts";
import { type Block, EntryFlag } from "../../../../src/stream/block.ts";
import { pickEntries } from "../../../../src/stream/pick-entries.ts";
import { compilePattern } from "../../../../src/text/pattern/pattern.ts";
import { makeBlock, makeSource } from "../../../support/blocks.ts";

const ready = compilePattern("ready", { flag: "--until-match" });
const source = makeSource(0, { instance: 1 });

/** The messages of a block; `*` stands before the one that is flagged. */
function messagesOf({ bytes, count, starts, ends, flags }: Block): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const isMatch = ((flags?.[index] ?? 0) & EntryFlag.matched) !== 0;
    return `${isMatch ? "*" : ""}${bytes.toString("utf8", starts[index], ends[index])}`;
  });
}

/** Wants nothing. */
function nothing(): BlockFilter {
  return {
    apply: (block) => pickEntries(block, new Uint32Array(0), 0),
    held: undefined,
    flush: () => undefined,
  };
}

test("L23 --until-match: the first match is flagged, and nothing comes behind it", () => {
  const filter = untilMatchFilter(ready, undefined, () => true)(source);
  assert.deepEqual(messagesOf(filter.apply(makeBlock(source, ["a", "b"]))), ["a", "b"]);
  assert.deepEqual(messagesOf(filter.apply(makeBlock(source, ["c", "is ready", "ready", "d"]))), ["c", "*is ready"]);
  assert.deepEqual(messagesOf(filter.apply(makeBlock(source, ["ready"]))), []);
});

test("L23 --until-match: lines that the filter does not want count, and the matching one comes out", () => {
  const filter = untilMatchFilter(ready, nothing, () => true)(source);
  assert.deepEqual(messagesOf(filter.apply(makeBlock(source, ["a", "ready"]))), ["*ready"]);
});

test("L23 --until-match: an instance that has ended does not count", () => {
  const factory = untilMatchFilter(ready, undefined, ({ facts }) => facts.instance === 2);
  assert.deepEqual(messagesOf(factory(source).apply(makeBlock(source, ["ready", "a"]))), ["ready", "a"]);
});

test("L18 L23 --until-match sees no escape sequences", () => {
  const filter = untilMatchFilter(ready, undefined, () => true)(source);
  assert.deepEqual(messagesOf(filter.apply(makeBlock(source, ["re\u001b[1mady", "b"]))), ["*re\u001b[1mady"]);
});
