import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import type { TestLine } from "../../support/entries.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { lines, texts, writing } from "../../support/written-lines.ts";

test("L14b a replay inside a stream is recognised and dropped", async () => {
  const { time, kubelet, all } = writing(3, 30_000);
  kubelet.write(lines(20));
  for (let at = 1000; at < 30_000; at += 2111) time.after(at, () => kubelet.replay());
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, tailLines: 5, stopAtMs: 40_000 });
  assert.deepEqual(read, [...texts(lines(20)).slice(-5), ...all]);
  assert.deepEqual(notices.lines, []);
});

test("L14b a stream that stands still while the container writes is noticed and opened again", async () => {
  const { time, kubelet, all } = writing(100, 60_000);
  time.after(10_050, () => kubelet.freeze());
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 70_000 });
  assert.deepEqual(read, all);
  assert.deepEqual(notices.lines, [
    "debug shop/web-1/app: the stream stands still while the container writes; it is opened again",
  ]);
});

test("L14b a quiet container is not probed over and over", async () => {
  const { time, kubelet } = writing(100, 1000);
  await readPodLog(kubelet, time, { follow: true, stopAtMs: 3_600_000 });
  assert.ok(kubelet.requests.length < 70, `${kubelet.requests.length} requests in an hour`);
});

test("L14b a log that was rotated during a cut is a possible gap with its interval, and read on", async () => {
  const { time, kubelet, all } = writing(100, 60_000);
  time.after(10_050, () => {
    kubelet.fault = () => ({ refuse: new KtError("KT_UNREACHABLE", "away") });
    kubelet.cut();
  });
  time.after(12_050, () => kubelet.rotate());
  time.after(15_000, () => {
    kubelet.fault = () => undefined;
  });
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 70_000 });
  assert.deepEqual(read, [...all.slice(0, 100), ...all.slice(120)]);
  const gaps = notices.all.filter(({ level }) => level === "gap");
  assert.equal(gaps.length, 1);
  assert.deepEqual(gaps[0]?.gap, { after: "1970-01-01T00:00:10.000000000Z", before: "1970-01-01T00:00:12.100000000Z" });
});

test("L14b a log that is rotated while it is followed without a cut loses nothing and says nothing", async () => {
  const { time, kubelet, all } = writing(10, 30_000);
  for (let at = 1000; at < 30_000; at += 3000) time.after(at, () => kubelet.rotate());
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 40_000 });
  assert.deepEqual(read, all);
  assert.deepEqual(notices.lines, []);
});

test("L14b a node's clock that is set back by minutes is no replay: its lines come out", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(1e12);
  const all = lines(5000, { from: 1e12, stepNanos: 100_000_000 });
  const behind = lines(500, { from: 1.1e12, name: "behind", stepNanos: 100_000_000 });
  for (const [index, line] of [...all, ...behind].entries()) time.after(1000 + index, () => kubelet.write([line]));
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 20_000 });
  assert.deepEqual(read, texts([...all, ...behind]));
  assert.ok(notices.all.every(({ level }) => level === "debug"));
});

test("L14b a fast writer whose stream skips a file is a possible gap; a bursty one whose stream keeps up is not", async () => {
  const burst = (index: number, from: number): TestLine[] =>
    lines(12_000, { from, name: `${index} ${"x".repeat(200)}`, stepNanos: 5000 });
  for (const isSkipping of [true, false]) {
    const time = new VirtualTime();
    const kubelet = new ScriptedKubelet(time).start(0);
    // Bursts of 3 MB a second apart; where the reader falls behind, they arrive seconds late, and one never does.
    for (let index = 0; index < 6; index++) {
      time.after(1000 * (index + 1) + (isSkipping ? 3000 * index : 100), () => {
        if (isSkipping && index === 4) kubelet.rotate();
        kubelet.write(burst(index, (index + 1) * 1e9));
        if (!isSkipping) kubelet.rotate();
      });
    }
    const { notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 60_000 });
    const gaps = notices.all.filter(({ level }) => level === "gap");
    assert.equal(gaps.length, isSkipping ? 1 : 0, JSON.stringify(gaps));
  }
});
