import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Batch } from "../../../src/stream/batch.ts";
import { limitOpenSources } from "../../../src/stream/limit-open-sources.ts";
import { mergeFinished } from "../../../src/stream/merge-finished.ts";
import { caughtUp, type LogSource } from "../../../src/stream/source.ts";
import { Spool } from "../../../src/stream/spool.ts";
import { blockOf, collectEntries } from "../../support/entries.ts";
import { HandSource } from "../../support/hand-source.ts";
import { settle } from "../../support/manual-clock.ts";
import { blocksOfScripts, emptied, expectedMerge, sourceScripts } from "../../support/merge-cases.ts";
import { RecordedNotices } from "../../support/recorded-notices.ts";

interface Limited {
  readonly batches: AsyncGenerator<Batch, void, void>;
  readonly notices: RecordedNotices;
  readonly stop: AbortController;
  readonly spool: Spool;
}

async function withLimit(
  sources: readonly LogSource[],
  maxStreams: number,
  use: (limited: Limited) => Promise<void>,
  below = "",
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "kubectl-kt-test-"));
  const spool = new Spool(join(folder, below), Number.POSITIVE_INFINITY, 500);
  const notices = new RecordedNotices();
  const stop = new AbortController();
  const limited = limitOpenSources(sources, { maxStreams, spool });
  try {
    await use({ batches: mergeFinished(limited, { signal: stop.signal, notices }), notices, stop, spool });
    spool.close();
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("L17 L11 limited streams: the merge is the same exact one, whatever the limit", async () => {
  await fc.assert(
    fc.asyncProperty(sourceScripts, fc.integer({ min: 1, max: 6 }), async (scripts, maxStreams) => {
      const sources = blocksOfScripts(scripts).map((blocks, id) => HandSource.finished(`s${id}`, blocks));
      await withLimit(sources, maxStreams, async ({ batches, notices, spool }) => {
        assert.deepEqual(
          (await collectEntries(batches)).map(({ text }) => text),
          expectedMerge(scripts).map(({ text }) => text),
        );
        assert.deepEqual(notices.all, []);
        assert.equal(spool.usedBytes, 0);
      });
      for (const source of sources)
        assert.deepEqual([source.readCount, source.finishedCount, source.disposedCount], [1, 1, 1]);
    }),
    { numRuns: 60 },
  );
});

test("L17 limited streams: never more than the limit are open, and each one's turn comes", async () => {
  const sources = Array.from({ length: 7 }, (_, id) => new HandSource(`s${id}`));
  await withLimit(sources, 3, async ({ batches }) => {
    const entries = collectEntries(batches);
    let openAtMost = 0;
    for (let round = 0; round < 7; round++) {
      await settle();
      const open = sources.filter(({ readCount, finishedCount }) => readCount > finishedCount);
      openAtMost = Math.max(openAtMost, open.length);
      const next = open.findLast(({ takenCount }) => takenCount === 0) ?? assert.fail("no source is read");
      const id = sources.indexOf(next);
      await next.say(blockOf(id, [[10 - id, `${id}`]]));
      next.end();
    }
    assert.deepEqual(
      (await entries).map(({ text }) => text),
      ["6", "5", "4", "3", "2", "1", "0"],
    );
    assert.equal(openAtMost, 3);
  });
});

test("L17 L31 limited streams: a source that breaks while it is kept is reported once, what it said comes out", async () => {
  const broken = new HandSource("broken", [emptied(blockOf(2, [[1, "x"]])), caughtUp, blockOf(2, [[2, "b"]])]);
  broken.fail(new Error("connection reset"));
  const sources = [
    HandSource.finished("s0", [blockOf(0, [[1, "a"]])]),
    HandSource.finished("s1", [blockOf(1, [[3, "c"]])]),
    broken,
  ];
  await withLimit(sources, 1, async ({ batches, notices }) => {
    assert.deepEqual(
      (await collectEntries(batches)).map(({ text }) => text),
      ["a", "b", "c"],
    );
    assert.deepEqual(notices.lines, ["error broken: connection reset"]);
  });
});

test("L17 limited streams: without room on the disk the sources that need it are reported, the others come out", async () => {
  const sources = [0, 1, 2].map((id) => HandSource.finished(`s${id}`, [blockOf(id, [[id, `${id}`]])]));
  const use = async ({ batches, notices }: Limited): Promise<void> => {
    assert.deepEqual(
      (await collectEntries(batches)).map(({ text }) => text),
      ["0"],
    );
    assert.deepEqual(notices.all.map(({ level, about }) => `${level} ${about}`).sort(), ["error s1", "error s2"]);
    assert.match(notices.all[0]?.message ?? "", /^cannot be kept on disk until its turn comes: ENOENT/);
    assert.match(notices.all[0]?.hint ?? "", /TMPDIR/);
  };
  await withLimit(sources, 1, use, "nowhere");
});

test("L17 limited streams: an abort while sources are kept ends it, and closes all of them once", async () => {
  const sources = Array.from({ length: 4 }, (_, id) => new HandSource(`s${id}`, [blockOf(id, [[id, `${id}`]])]));
  await withLimit(sources, 2, async ({ batches, stop, notices }) => {
    const entries = collectEntries(batches);
    await settle();
    stop.abort();
    assert.deepEqual(await entries, []);
    assert.deepEqual(notices.all, []);
  });
  assert.deepEqual(
    sources.map(({ disposedCount }) => disposedCount),
    [1, 1, 1, 1],
  );
  assert.ok(sources.every(({ readCount, finishedCount }) => readCount === finishedCount));
});
