import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestLine } from "../../support/entries.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import type { AnswerFault } from "../../support/scripted-stream.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { lines, texts } from "../../support/written-lines.ts";

const from = 1e12;

/** What is wrong with the answers to a question, and what is asked. */
interface Asking {
  readonly tailLines: number;
  readonly fault?: (number: number) => AnswerFault | undefined;
  readonly firstSecond?: number;
}

/** The texts that come, and the last of them that are wanted. */
interface Trimmed {
  readonly read: readonly string[];
  readonly whole: readonly string[];
  readonly notices: readonly string[];
  readonly requests: readonly unknown[];
}

/** The texts and the notices of a tail that somebody behind trims, trimmed. */
async function readTrimmed(all: readonly TestLine[], { tailLines, fault, firstSecond }: Asking): Promise<Trimmed> {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  kubelet.write(all);
  kubelet.fault = ({ number }) => fault?.(number);
  kubelet.chunk = (bytes) =>
    Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, at) => bytes.subarray(at * 65_536, (at + 1) * 65_536));
  const range = firstSecond === undefined ? {} : { first: { seconds: firstSecond, nanos: 0 } };
  const { texts: read, notices } = await readPodLog(kubelet, time, { tailLines, range, isTailTrimmed: true });
  return { read: read.slice(-tailLines), whole: read, notices: notices.lines, requests: kubelet.requests };
}

test("L8 L16 a long tail that is trimmed behind has the container's last lines, and few before them", async () => {
  const all = lines(20_000, { from });
  for (const tailLines of [4097, 10_000, 19_999, 20_000, 20_001, 100_000]) {
    const { read, whole, notices, requests } = await readTrimmed(all, { tailLines });
    assert.deepEqual(read, texts(all).slice(-tailLines), `tail ${tailLines}`);
    assert.ok(whole.length <= tailLines + 4096);
    assert.deepEqual(notices, []);
    assert.equal(requests.length === 1, tailLines + 4096 < all.length);
  }
});

test("L8 L16 a long tail of lines that share their timestamps, and of long ones amid them", async () => {
  const all: TestLine[] = Array.from({ length: 12_000 }, (_, index) => [
    from + Math.floor(index / 700) * 1e9,
    index % 100 === 7 ? `n=${index} ${"x".repeat(40_000)}` : `n=${index}`,
  ]);
  for (const tailLines of [4100, 9000, 12_000]) {
    const { read, notices } = await readTrimmed(all, { tailLines });
    assert.deepEqual(read, texts(all).slice(-tailLines), `tail ${tailLines}`);
    assert.deepEqual(notices, []);
  }
});

test("L8 L16 a long tail of so many long lines that it begins too late says so", async () => {
  const all: TestLine[] = Array.from({ length: 6000 }, (_, index) => [
    from + index * 1e6,
    `n=${index} ${"x".repeat(20_000)}`,
  ]);
  const { read, notices } = await readTrimmed(all, { tailLines: 5000 });
  assert.deepEqual(read, texts(all).slice(-read.length));
  assert.match(notices.join("\n"), /^warning shop\/web-1\/app: so many of its lines are longer than 16 KiB/);
});

test("L8 L14 a long tail whose answer is cut anywhere, properly or not, has every line once", async () => {
  const all = lines(9000, { from, stepNanos: 20_000_000 });
  for (const how of ["break", "end"] as const) {
    for (const afterBytes of [0, 20, 40, 100_000, 200_003, 327_300]) {
      const fault = (number: number): AnswerFault | undefined => (number === 0 ? { afterBytes, how } : undefined);
      const { read, notices } = await readTrimmed(all, { tailLines: 5000, fault });
      assert.deepEqual(read, texts(all).slice(-5000), `${how} after ${afterBytes} bytes`);
      assert.deepEqual(notices, []);
    }
  }
});

test("L7 L8 a long tail within a range", async () => {
  const all = lines(9000, { from, stepNanos: 1e9 });
  const { whole } = await readTrimmed(all, { tailLines: 5000, firstSecond: 1000 + 6000 });
  assert.deepEqual(whole, texts(all).slice(6000));
});

test("L8 L13 a follow that begins with a long tail goes on from it without a seam", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  const all = lines(15_000, { from });
  kubelet.write(all.slice(0, 12_000));
  time.after(2000, () => kubelet.write(all.slice(12_000)));
  const asked = { follow: true, tailLines: 5000, isTailTrimmed: true, stopAtMs: 10_000 };
  const { texts: read, notices } = await readPodLog(kubelet, time, asked);
  assert.deepEqual(read.slice(-8000), texts(all).slice(-8000));
  assert.ok(read.length < 8000 + 4096);
  assert.equal(new Set(read).size, read.length);
  assert.deepEqual(notices.lines, []);
});
