import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Block } from "../../../src/stream/block.ts";
import { compactBlock } from "../../../src/stream/compact-block.ts";
import { pickEntries } from "../../../src/stream/pick-entries.ts";
import { TimestampedLines } from "../../../src/stream/timestamped-lines.ts";
import { blockOf, entriesOf, infoOf, type TestLine } from "../../support/entries.ts";

const lines = fc.array(fc.tuple(fc.nat(5), fc.string({ maxLength: 10 })), { minLength: 1, maxLength: 12 });

test("L18 picked entries: those named and no others, with their times, keys and flags", () => {
  fc.assert(
    fc.property(
      lines,
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      fc.boolean(),
      (all, wanted, hasUntimed) => {
        const said = all.map(([at, text]): TestLine => [at, Buffer.from(text).toString("latin1").replaceAll("\n", "")]);
        const block = hasUntimed ? withUntimed(said) : blockOf(3, said);
        const picked = Uint32Array.from(
          Array.from({ length: block.count }, (_, index) => index).filter((i) => wanted[i]),
        );
        // What lies behind the first `count` places is not looked at.
        const places = Uint32Array.of(...picked, 99, 99);
        const result = pickEntries(block, places, picked.length);
        const expected = entriesOf(block).filter((_, index) => picked.includes(index));
        assert.deepEqual(entriesOf(result), expected);
        assert.deepEqual(entriesOf(compactBlock(result)), expected);
        assert.equal(result.source, block.source);
        assert.equal(result.arrivedMs, block.arrivedMs);
      },
    ),
  );
});

test("L18 picked entries: all of them are the block itself", () => {
  const block = blockOf(0, [
    [1, "a"],
    [2, "b"],
  ]);
  assert.equal(pickEntries(block, Uint32Array.of(0, 1), 2), block);
});

test("L11 picked entries: keys that share one array with the times but not the other keep their own", () => {
  const block = blockOf(0, [
    [1, "a"],
    [2, "b"],
    [3, "c"],
  ]);
  const odd: Block = { ...block, keyNanos: Uint32Array.of(5, 6, 7) };
  assert.deepEqual(entriesOf(pickEntries(odd, Uint32Array.of(1, 2), 2)), entriesOf(odd).slice(1));
});

test("L16 compact blocks: a few lines out of a large buffer do not keep it in memory, many do not cost a copy", () => {
  const large = blockOf(
    0,
    Array.from({ length: 1000 }, (_, at): TestLine => [at, `message number ${at}`.padEnd(80, ".")]),
  );
  assert.equal(compactBlock(large), large);
  const few = compactBlock(pickEntries(large, Uint32Array.of(10, 900), 2));
  assert.ok(few.bytes.length <= 160, `${few.bytes.length} bytes`);
  assert.deepEqual(
    entriesOf(few),
    entriesOf(large).filter(({ at }) => at === 10 || at === 900),
  );
});

function withUntimed(text: readonly TestLine[]): Block {
  const bytes = Buffer.concat(
    text.map(([at, message]) => Buffer.from(at === 0 ? `!${message}\n` : `1970-01-01T00:00:0${at}Z ${message}\n`)),
  );
  return new TimestampedLines(infoOf(3)).push([bytes], 7) ?? assert.fail("no block");
}
