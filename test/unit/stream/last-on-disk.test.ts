import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { lastOnDisk } from "../../../src/stream/last-on-disk.ts";
import { mergeFinished } from "../../../src/stream/merge-finished.ts";
import { Spool } from "../../../src/stream/spool.ts";
import { collectEntries } from "../../support/entries.ts";
import { HandSource } from "../../support/hand-source.ts";
import { blocksOfScripts, sourceScripts } from "../../support/merge-cases.ts";
import { RecordedNotices } from "../../support/recorded-notices.ts";

/** What comes of sources of which each keeps its last entries on disk below a folder. */
async function lastOf(
  sources: readonly HandSource[],
  entries: number,
  below = "",
): Promise<{ readonly texts: readonly string[]; readonly notices: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "kubectl-kt-test-"));
  const spool = new Spool(join(folder, below), Number.POSITIVE_INFINITY, 500);
  const notices = new RecordedNotices();
  try {
    const kept = sources.map((source) => lastOnDisk(source, entries, spool));
    const merged = await collectEntries(mergeFinished(kept, { signal: new AbortController().signal, notices }));
    assert.equal(spool.usedBytes, 0);
    spool.close();
    assert.deepEqual(readdirSync(folder), []);
    return { texts: merged.map(({ text }) => text), notices: notices.lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("L8 L16 the last entries of each source, through the disk, are its last entries", async () => {
  await fc.assert(
    fc.asyncProperty(sourceScripts, fc.integer({ min: 0, max: 12 }), async (scripts, entries) => {
      for (const blocks of blocksOfScripts(scripts)) {
        const whole = await lastOf([HandSource.finished("whole", blocks)], Number.MAX_SAFE_INTEGER);
        const { texts, notices } = await lastOf([HandSource.finished("last", blocks)], entries);
        assert.deepEqual(texts, entries === 0 ? [] : whole.texts.slice(-entries));
        assert.deepEqual(notices, []);
      }
    }),
    { numRuns: 40 },
  );
});

test("L16 L31 a source that the disk has no room for breaks with what to do about it", async () => {
  const [blocks = []] = blocksOfScripts([[[1e9]]]);
  const { texts, notices } = await lastOf([HandSource.finished("one", blocks)], 5, "absent");
  assert.deepEqual(texts, []);
  assert.match(notices.join("\n"), /cannot be kept on disk until its turn comes/);
});
