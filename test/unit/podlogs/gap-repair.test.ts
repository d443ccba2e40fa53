import assert from "node:assert/strict";
import { test } from "node:test";
import { EntryFlag } from "../../../src/stream/block.ts";
import type { FileUse } from "../../../src/podlogs/pod-log-request.ts";
import type { TestLine } from "../../support/entries.ts";
import { type PodLogReading, readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { lines, texts } from "../../support/written-lines.ts";

/** Megabytes in a moment, as a full speed writer writes them. */
function burst(name: string, from: number, count = 12_000): TestLine[] {
  return lines(count, { from, name: `${name} ${"x".repeat(200)}`, stepNanos: 5000 });
}

const prompt = burst("prompt", 1e9);
const late = burst("late", 2e9);
const now = burst("now", 20e9);

/**
 * A follow whose stream comes late to the end of its file, goes on with the newest one, and skips the files between them.
 * @param skipped the lines of each of those.
 * @param deleted numbers of files that are gone when it is noticed; the first one that was skipped has the number 1.
 */
async function followSkipping(
  skipped: readonly (readonly TestLine[])[],
  deleted: readonly number[] = [],
  fileUse: FileUse = "better",
): Promise<PodLogReading & { readonly kubelet: ScriptedKubelet }> {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  time.after(1000, () => kubelet.write(prompt));
  time.after(20_000, () => kubelet.write(late));
  time.after(20_001, () => {
    for (const file of skipped) {
      kubelet.rotate();
      kubelet.write(file);
    }
    kubelet.rotate();
    kubelet.write(now);
    kubelet.skip();
    for (const number of deleted) kubelet.deleteFile(number);
  });
  const request = { follow: true, stopAtMs: 60_000, fileUse } as const;
  return { ...(await readPodLog(kubelet, time, request)), kubelet };
}

function gapsOf({ notices }: PodLogReading): readonly string[] {
  const gaps = notices.all.filter(({ level }) => level === "gap");
  return gaps.map(({ message, gap }) => `${message}; ${gap?.after?.slice(17, 19)}-${gap?.before?.slice(17, 19)}`);
}

/** Texts of the entries that are marked as late. */
function lateTexts({ entries }: PodLogReading): readonly string[] {
  return entries.filter(({ flags }) => (flags & EntryFlag.late) !== 0).map(({ text }) => text);
}

const possible = "possible gap: the kubelet fell behind the writer and seems to have skipped a file";
const lost = "lost: the kubelet has deleted a log file before it was read";

test("L14b what a stream skips comes from the files: late, marked so, each line once", async () => {
  const missed = [burst("missed", 6e9), burst("missed too", 12e9)];
  const reading = await followSkipping(missed);
  assert.deepEqual(gapsOf(reading), []);
  assert.deepEqual(lateTexts(reading), texts(missed.flat()));
  assert.deepEqual(reading.texts.toSorted(), texts([...prompt, ...late, ...missed.flat(), ...now]).toSorted());
});

test("L14b what a stream skips stays a possible gap where files are not wanted", async () => {
  const reading = await followSkipping([burst("missed", 6e9)], [], "never");
  assert.deepEqual(gapsOf(reading), [`${possible}; 02-20`]);
  assert.deepEqual(reading.texts, texts([...prompt, ...late, ...now]));
  assert.equal(reading.kubelet.fileRequests, 0);
});

test("L14b of skipped files of which the first is deleted, the rest comes, and the first is lost", async () => {
  const missed = [burst("deleted", 6e9), burst("left", 12e9)];
  const reading = await followSkipping(missed, [0, 1]);
  assert.deepEqual(gapsOf(reading), [`${lost}; 02-12`]);
  assert.deepEqual(lateTexts(reading), texts(burst("left", 12e9)));
});

test("L14b skipped files that are all deleted are lost", async () => {
  const reading = await followSkipping([burst("deleted", 6e9)], [0, 1]);
  assert.deepEqual(gapsOf(reading), [`${lost}; 02-20`]);
  assert.deepEqual(reading.texts, texts([...prompt, ...late, ...now]));
});

test("L14b the file before what was skipped may be deleted: it was read to its end, and nothing is lost", async () => {
  const missed = [burst("missed", 2.1e9), burst("missed too", 12e9)];
  const reading = await followSkipping(missed, [0]);
  assert.deepEqual(gapsOf(reading), []);
  assert.deepEqual(lateTexts(reading), texts(missed.flat()));
});

test("L14b more skipped lines than are remembered of a log all come", async () => {
  const missed = lines(300_000, { from: 6e9, name: "m", stepNanos: 1000 });
  const reading = await followSkipping([missed]);
  assert.deepEqual(gapsOf(reading), []);
  assert.equal(lateTexts(reading).length, missed.length);
});
