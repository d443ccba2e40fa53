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

test("L14 a follow of a container that runs, of which the node says it has no log, tells it once and reads it when it can", async () => {
  for (const tailLines of [5, undefined]) {
    const { time, kubelet, all } = writing(1000, 60_000);
    const without = { body: "unable to retrieve container logs for test://run-0" };
    kubelet.fault = () => without;
    time.after(30_500, () => {
      kubelet.fault = () => undefined;
    });
    const limit = tailLines === undefined ? {} : { tailLines };
    const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, ...limit, stopAtMs: 70_000 });
    assert.equal(read.at(-1), all.at(-1));
    assert.ok(tailLines === undefined ? read.length === all.length : read.length < all.length, `${read.length} lines`);
    assert.deepEqual(notices.lines, [
      `warning shop/web-1/app: cannot be read now, trying again: the node has no log of this instance now (${without.body})`,
      "info shop/web-1/app: can be read again",
    ]);
    assert.equal(notices.all[0]?.hint, "kubectl kt diagnose web-1 -n shop");
    assert.ok(kubelet.requests.length < 80, `${kubelet.requests.length} requests`);
  }
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
  for (const isSkipping of [true, false]) {
    const time = new VirtualTime();
    const kubelet = new ScriptedKubelet(time).start(0);
    // Bursts of 3 MB, three seconds apart; where the reader falls behind, they arrive seconds late, and one never does.
    for (let index = 0; index < 6; index++) {
      time.after(3000 * (index + 1) + (isSkipping ? 3000 * index : 100), () => {
        if (isSkipping && index === 4) kubelet.rotate();
        kubelet.write(burst(String(index), (index + 1) * 3e9));
        if (!isSkipping) kubelet.rotate();
      });
    }
    const { notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 60_000 });
    const gaps = notices.all.filter(({ level }) => level === "gap");
    assert.equal(gaps.length, isSkipping ? 1 : 0, JSON.stringify(gaps));
  }
});

/** Megabytes in a moment, as a full speed writer writes them. */
function burst(name: string, from: number): TestLine[] {
  return lines(12_000, { from, name: `${name} ${"x".repeat(200)}`, stepNanos: 5000 });
}

test("L14b every jump over a skipped file is a possible gap, however many come at once", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  time.after(1000, () => kubelet.write(burst("prompt", 1e9)));
  time.after(20_000, () => {
    kubelet.write([...burst("late", 2e9), ...burst("later", 6e9), ...burst("latest", 10e9)]);
    kubelet.rotate();
    kubelet.write(burst("now", 20e9));
  });
  const { notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 60_000 });
  const gaps = notices.all.filter(({ level }) => level === "gap").map(({ gap }) => gap?.before);
  assert.deepEqual(
    gaps,
    [6, 10, 20].map((second) => `1970-01-01T00:00:${String(second).padStart(2, "0")}.000000000Z`),
  );
});

test("L14b a fast writer that stops, and whose log is rotated empty when it was read to its end: no gap", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  const all = [...burst("prompt", 1e9), ...burst("late", 2e9)];
  time.after(1000, () => kubelet.write(all.slice(0, 12_000)));
  time.after(3000, () => kubelet.write(all.slice(12_000)));
  time.after(4500, () => kubelet.rotate());
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 120_000 });
  assert.equal(read.length, all.length);
  assert.deepEqual(notices.lines, []);
});

test("L14b a fast writer's stream that stands still is opened again before what it missed is rotated away", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  const all = [...burst("read", 1e9), ...burst("missed", 1.1e9), ...burst("next", 11e9)];
  time.after(1100, () => {
    kubelet.write(all.slice(0, 12_000));
  });
  time.after(1200, () => {
    kubelet.freeze();
    kubelet.rotate();
    kubelet.write(all.slice(12_000, 24_000));
  });
  time.after(11_200, () => {
    kubelet.rotate();
    kubelet.write(all.slice(24_000));
  });
  const { texts: read } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 120_000 });
  assert.deepEqual(read.length, all.length);
  assert.deepEqual(read, texts(all));
});

test("L14b a file that was written and rotated away while its stream stood still is a possible gap", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  time.after(1100, () => kubelet.write(burst("read", 1e9)));
  // Nobody answers for as long as that takes.
  time.after(1200, () => {
    kubelet.freeze();
    kubelet.fault = () => ({ refuse: new KtError("KT_UNREACHABLE", "away") });
    kubelet.rotate();
    kubelet.write(burst("missed", 1.2e9));
  });
  time.after(4200, () => {
    kubelet.rotate();
    kubelet.fault = () => undefined;
  });
  const { notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 120_000 });
  const gaps = notices.all.filter(({ level }) => level === "gap");
  assert.equal(gaps.length, 1, JSON.stringify(notices.lines));
});
