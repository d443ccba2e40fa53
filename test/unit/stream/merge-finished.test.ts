import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KtError } from "../../../src/errors/kt-error.ts";
import type { Batch } from "../../../src/stream/batch.ts";
import { mergeFinished } from "../../../src/stream/merge-finished.ts";
import { caughtUp, type LogSource } from "../../../src/stream/source.ts";
import { blockOf, collectEntries, entriesOfBatch, type TestLine } from "../../support/entries.ts";
import { HandSource } from "../../support/hand-source.ts";
import { settle } from "../../support/manual-clock.ts";
import { blocksOfScripts, emptied, expectedMerge, sourceScripts } from "../../support/merge-cases.ts";
import { RecordedNotices } from "../../support/recorded-notices.ts";

function merge(
  sources: readonly LogSource[],
  notices = new RecordedNotices(),
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<Batch, void, void> {
  return mergeFinished(sources, { signal, notices });
}

async function textsOf(sources: readonly LogSource[], notices?: RecordedNotices): Promise<string[]> {
  return (await collectEntries(merge(sources, notices))).map(({ text }) => text);
}

function assertClosedOnce(sources: readonly HandSource[]): void {
  for (const source of sources) {
    assert.equal(source.disposedCount, 1, `${source.name} was disposed of ${source.disposedCount} times`);
    assert.equal(source.finishedCount, source.readCount, `a reading of ${source.name} goes on`);
  }
}

test("L11 finished merge: every line once, by running maximum, then by source, each source in its own order", async () => {
  await fc.assert(
    fc.asyncProperty(sourceScripts, async (scripts) => {
      const sources = blocksOfScripts(scripts).map((blocks, id) => HandSource.finished(`s${id}`, blocks));
      const entries = await collectEntries(merge(sources));
      assert.deepEqual(
        entries.map(({ source, text, at, key }) => ({ source, text, at, key })),
        expectedMerge(scripts),
      );
      assert.ok(entries.every(({ flags, isLive }) => flags === 0 && !isLive));
      assertClosedOnce(sources);
    }),
  );
});

test("L11 finished merge: when the blocks come, and how they are cut, changes nothing", async () => {
  const schedules = fc.array(fc.tuple(fc.nat(), fc.nat(3)), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(sourceScripts, schedules, async (scripts, schedule) => {
      const waiting = blocksOfScripts(scripts).map((blocks) => [...blocks]);
      const sources = waiting.map((_, id) => new HandSource(`s${id}`));
      const entries = collectEntries(merge(sources));
      for (const [place, count] of schedule) {
        const id = sources.length === 0 ? 0 : place % sources.length;
        await sources[id]?.say(...(waiting[id]?.splice(0, count) ?? []));
      }
      for (const [id, source] of sources.entries()) {
        await source.say(...(waiting[id] ?? []));
        source.end();
      }
      assert.deepEqual(
        (await entries).map(({ text }) => text),
        expectedMerge(scripts).map(({ text }) => text),
      );
      assertClosedOnce(sources);
    }),
    { numRuns: 40 },
  );
});

test("L11 finished merge: 50 sources with equal and interleaved timestamps come out in order over many batches", async () => {
  const times = Array.from({ length: 50 }, (_, id) => Array.from({ length: 400 }, (_, place) => place * 10 + (id % 3)));
  const scripts = times.map((all) => [all.slice(0, 150), all.slice(150)]);
  const entries = await collectEntries(
    merge(blocksOfScripts(scripts).map((b, id) => HandSource.finished(`s${id}`, b))),
  );
  assert.deepEqual(
    entries.map(({ text }) => text),
    expectedMerge(scripts).map(({ text }) => text),
  );
});

const few = (id: number, ...lines: readonly TestLine[]): HandSource =>
  HandSource.finished(`s${id}`, [blockOf(id, lines)]);

test("L31 finished merge: a source that breaks is reported with what to do, the others and its lines so far come out", async () => {
  const broken = new HandSource("shop/web/app", [blockOf(1, [[2, "b"]])]);
  broken.fail(new KtError("KT_FORBIDDEN", "may not get pods/log", { hint: "kubectl auth can-i get pods/log" }));
  const odd = new HandSource("odd");
  odd.fail("no error at all");
  const sources = [few(0, [1, "a"], [3, "c"]), broken, odd];
  const notices = new RecordedNotices();
  assert.deepEqual(await textsOf(sources, notices), ["a", "b", "c"]);
  const [first, ...others] = notices.all.toSorted((a, b) => (a.about ?? "").localeCompare(b.about ?? "")).reverse();
  assert.deepEqual(
    others.map(({ about, message }) => [about, message]),
    [["odd", "no error at all"]],
  );
  assert.deepEqual(first, {
    level: "error",
    about: "shop/web/app",
    message: "may not get pods/log",
    hint: "kubectl auth can-i get pods/log",
  });
  assertClosedOnce(sources);
});

test("L31 finished merge: a source that cannot even begin, and one that cannot be closed, do not stop the others", async () => {
  const unreadable: LogSource = {
    name: "unreadable",
    read: () => {
      throw new Error("it was read before");
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  let isClosed = false;
  const stuck: LogSource = {
    name: "stuck",
    read: async function* () {
      yield blockOf(1, [[2, "b"]]);
    },
    [Symbol.asyncDispose]: () => {
      isClosed = true;
      return Promise.reject(new Error("the file is gone"));
    },
  };
  const others = [few(0, [1, "a"]), few(2, [3, "c"])];
  const notices = new RecordedNotices();
  assert.deepEqual(await textsOf([others[0] as LogSource, unreadable, stuck, others[1] as LogSource], notices), [
    "a",
    "b",
    "c",
  ]);
  assert.ok(isClosed);
  assert.deepEqual(notices.lines.sort(), [
    "error unreadable: it was read before",
    "warning stuck: could not be closed: the file is gone",
  ]);
  assertClosedOnce(others);
});

test("L18 finished merge: blocks that a filter emptied, and marks of a follow, are harmless", async () => {
  const nothing = emptied(blockOf(0, [[1, "x"]]));
  const source = HandSource.finished("s0", [
    nothing,
    blockOf(0, [[1, "a"]]),
    nothing,
    caughtUp,
    blockOf(0, [[2, "b"]]),
    nothing,
  ]);
  assert.deepEqual(await textsOf([HandSource.finished("empty", [nothing]), source]), ["a", "b"]);
});

test("L16 finished merge: who takes no batch makes the sources wait, one block ahead", async () => {
  const blocks = Array.from({ length: 50 }, (_, place) => {
    return blockOf(
      0,
      Array.from({ length: 500 }, (_, line): TestLine => [place * 500 + line, "x"]),
    );
  });
  const source = HandSource.finished("s0", blocks);
  const batches = merge([source]);
  const first = await batches.next();
  await settle();
  const taken = source.takenCount;
  assert.ok(taken <= 11, `${taken} blocks were read for a batch of ${first.done === true ? 0 : first.value.count}`);
  await batches.next();
  await settle();
  assert.ok(source.takenCount > taken);
  await batches.return();
  assertClosedOnce([source]);
});

test("L11 finished merge: what is certain comes out while a source makes one wait", async () => {
  const slow = new HandSource("slow", [
    blockOf(0, [
      [1, "a"],
      [3, "c"],
    ]),
  ]);
  const batches = merge([slow, few(1, [2, "b"], [9, "z"])]);
  const first = await batches.next();
  assert.deepEqual(first.done === true ? [] : entriesOfBatch(first.value).map(({ text }) => text), ["a", "b", "c"]);
  slow.end();
  assert.deepEqual(
    (await collectEntries(batches)).map(({ text }) => text),
    ["z"],
  );
});

test("L16 finished merge: an abort, or a reader that leaves, closes every source exactly once, wherever it comes", async () => {
  await fc.assert(
    fc.asyncProperty(
      sourceScripts,
      fc.nat(20),
      fc.boolean(),
      fc.boolean(),
      async (scripts, after, isAbort, areOpen) => {
        const sources = blocksOfScripts(scripts).map((blocks, id) => {
          return areOpen ? new HandSource(`s${id}`, blocks) : HandSource.finished(`s${id}`, blocks);
        });
        const stop = new AbortController();
        const notices = new RecordedNotices();
        const batches = merge(sources, notices, stop.signal);
        // An abort before the first batch is asked for, in the middle of waiting, or between batches.
        const first = batches.next();
        for (let turn = 0; turn < after; turn++) await Promise.resolve();
        if (isAbort || areOpen) stop.abort();
        await first;
        await batches.return();
        assert.equal((await batches.next()).done, true);
        assertClosedOnce(sources);
        assert.deepEqual(notices.all, []);
      },
    ),
  );
});

test("L16 finished merge: after an abort nothing comes out any more", async () => {
  const stop = new AbortController();
  const sources = [new HandSource("s0", [blockOf(0, [[1, "a"]])]), new HandSource("s1")];
  const entries = collectEntries(merge(sources, new RecordedNotices(), stop.signal));
  await settle();
  stop.abort();
  assert.deepEqual(await entries, []);
  assertClosedOnce(sources);
});

test("L1 finished merge: no source at all is an end at once", async () => {
  assert.deepEqual(await textsOf([]), []);
});
