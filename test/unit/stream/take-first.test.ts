import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { takeFirst } from "../../../src/stream/take-first.ts";
import { batchOf, perishable } from "../../support/batches.ts";
import { blockOf, collectEntries, type TestLine } from "../../support/entries.ts";

/** Texts of what comes out of batches of such texts. */
async function take(
  texts: readonly (readonly string[])[],
  limits: Parameters<typeof takeFirst>[1],
): Promise<{ texts: string[]; isClosed: boolean; batchesAsked: number }> {
  let isClosed = false;
  let batchesAsked = 0;
  const batches = texts.map((of) => {
    const block =
      of.length === 0
        ? undefined
        : blockOf(
            0,
            of.map((text, at): TestLine => [at, text]),
          );
    return batchOf(block === undefined ? [] : of.map((_, index) => [block, index] as const));
  });
  function* asked(): Generator<(typeof batches)[number]> {
    for (const batch of batches) {
      batchesAsked++;
      yield batch;
    }
  }
  const entries = await collectEntries(
    takeFirst(
      perishable(asked(), () => (isClosed = true)),
      limits,
    ),
  );
  return { texts: entries.map(({ text }) => text), isClosed, batchesAsked };
}

const three = [["aaa", "bb"], [], ["c", "dddd", "e"]];

const rows: readonly (readonly [title: string, limits: Parameters<typeof takeFirst>[1], texts: readonly string[]])[] = [
  ["no limit", {}, ["aaa", "bb", "c", "dddd", "e"]],
  ["one line", { entries: 1 }, ["aaa"]],
  ["as many lines as the first batch has", { entries: 2 }, ["aaa", "bb"]],
  ["lines of several batches", { entries: 4 }, ["aaa", "bb", "c", "dddd"]],
  ["more lines than there are", { entries: 9 }, ["aaa", "bb", "c", "dddd", "e"]],
  ["no line", { entries: 0 }, []],
  ["no byte", { bytes: 0 }, []],
  ["bytes up to the end of a line", { bytes: 5 }, ["aaa", "bb"]],
  ["bytes into a line, which is cut", { bytes: 8 }, ["aaa", "bb", "c", "dd"]],
  ["one byte", { bytes: 1 }, ["a"]],
  ["more bytes than there are", { bytes: 99 }, ["aaa", "bb", "c", "dddd", "e"]],
  ["lines before bytes", { entries: 1, bytes: 4 }, ["aaa"]],
  ["bytes before lines", { entries: 2, bytes: 4 }, ["aaa", "b"]],
];

for (const [title, limits, expected] of rows) {
  test(`L8 first entries: ${title}`, async () => {
    const { texts, isClosed } = await take(three, limits);
    assert.deepEqual(texts, expected);
    assert.equal(
      isClosed,
      Object.values(limits).every((limit) => limit !== 0),
    );
  });
}

test("L8 first entries: nothing more is asked of the sources than is needed", async () => {
  assert.equal((await take([["a"], ["b"], ["c"]], { entries: 2 })).batchesAsked, 2);
  assert.equal((await take([["a"], ["b"], ["c"]], { bytes: 1 })).batchesAsked, 1);
  assert.equal((await take([["a"], ["b"], ["c"]], { entries: 0 })).batchesAsked, 0);
});

test("L8 first entries: a limit of bytes gives exactly so many bytes of messages", async () => {
  const texts = fc.array(fc.array(fc.string({ minLength: 1, maxLength: 5, unit: "grapheme-ascii" }), { maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(40), async (all, bytes) => {
      const whole = all.flat().join("");
      const result = await take(all, { bytes });
      assert.equal(result.texts.join(""), whole.slice(0, bytes));
    }),
  );
});

test("L8 first entries: a line that is cut is whole in the block that it came from", async () => {
  const block = blockOf(0, [[1, "abcdef"]]);
  const entries = await collectEntries(takeFirst(perishable([batchOf([[block, 0]])]), { bytes: 2 }));
  assert.deepEqual(
    entries.map(({ text }) => text),
    ["ab"],
  );
  assert.equal((block.ends[0] ?? 0) - (block.starts[0] ?? 0), 6);
});
