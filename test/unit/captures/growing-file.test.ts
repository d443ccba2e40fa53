import assert from "node:assert/strict";
import { appendFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { CaptureItem } from "../../../src/captures/capture-input.ts";
import { growingFileInput } from "../../../src/captures/growing-file.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { RecordedNotices } from "../../support/recorded-notices.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

function follow(path: string): { readonly next: () => Promise<string>; readonly stop: () => Promise<void> } {
  const notices = new RecordedNotices();
  const run = new AbortController();
  const input = growingFileInput({ path, facts: {} }, { clock: systemClock, notices });
  const items = input.open(run.signal)[Symbol.asyncIterator]();
  return {
    next: async () => {
      const result = await items.next();
      return result.done === true ? "end" : textOf(result.value);
    },
    stop: async () => {
      run.abort();
      await items.return?.();
    },
  };
}

function textOf(item: CaptureItem): string {
  if (Buffer.isBuffer(item)) return item.toString();
  return typeof item === "symbol" ? "replaced" : "caught up";
}

test("L27 a file is followed past its end, into the file that takes its place, and back when it is cut", async () => {
  using folder = scratchFolder();
  const path = folder.write("a.log", "one\n");
  const { next, stop } = follow(path);
  assert.deepEqual([await next(), await next()], ["one\n", "caught up"]);
  appendFileSync(path, "two\n");
  assert.equal(await next(), "two\n");
  renameSync(path, `${path}.1`);
  appendFileSync(`${path}.1`, "three\n");
  writeFileSync(path, "four, and longer than all before\n");
  assert.deepEqual(
    [await next(), await next(), await next()],
    ["three\n", "replaced", "four, and longer than all before\n"],
  );
  truncateSync(path);
  writeFileSync(path, "five\n");
  assert.deepEqual([await next(), await next()], ["replaced", "five\n"]);
  await stop();
});

test("L27 a compressed file does not grow: a follow of it ends", async () => {
  using folder = scratchFolder();
  const path = folder.write("a.gz", "");
  writeFileSync(path, gzipSync("one\n"));
  const { next, stop } = follow(path);
  assert.deepEqual([await next(), await next()], ["one\n", "end"]);
  await stop();
});
