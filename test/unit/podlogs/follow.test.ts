import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { lines, texts, writing } from "../../support/written-lines.ts";

test("L13 the backlog and what comes behind it meet without a seam", async () => {
  for (const tailLines of [undefined, 0, 1, 3, 100]) {
    const { time, kubelet } = writing(10, 3000);
    const before = lines(50);
    kubelet.write(before);
    const {
      texts: read,
      backlogCount,
      notices,
    } = await readPodLog(kubelet, time, { follow: true, tailLines, stopAtMs: 4000 });
    const backlog = tailLines === undefined ? 50 : Math.min(50, tailLines);
    assert.equal(backlogCount, backlog);
    assert.deepEqual(read.slice(0, backlog), tailLines === 0 ? [] : texts(before).slice(-backlog));
    assert.deepEqual(
      read.slice(backlog),
      Array.from({ length: 300 }, (_, index) => `n=${index}`),
    );
    assert.deepEqual(notices.lines, []);
  }
});

test("L14 every line comes once over cuts of every kind, clean ends among them", async () => {
  const { time, kubelet, all } = writing(7, 60_000);
  for (let at = 500; at < 60_000; at += 1717) time.after(at, () => kubelet.cut(at % 2 === 0 ? "break" : "end"));
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 80_000 });
  assert.deepEqual(read, all);
  assert.deepEqual(notices.lines, []);
});

test("L14 an API server that is away for a minute is waited for, said once, and nothing is missing", async () => {
  const { time, kubelet, all } = writing(50, 120_000);
  let isAway = false;
  const away = new KtError("KT_UNREACHABLE", "cannot reach the API server");
  kubelet.fault = () => (isAway ? { refuse: away } : undefined);
  time.after(20_000, () => {
    isAway = true;
    kubelet.refreshFails = away;
    kubelet.cut();
  });
  time.after(80_000, () => {
    isAway = false;
    kubelet.refreshFails = undefined;
  });
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 140_000 });
  assert.deepEqual(read, all);
  assert.deepEqual(notices.lines, [
    "warning -: logs cannot be read now, trying again: cannot reach the API server",
    "info -: logs can be read again",
  ]);
});

test("L9 a follow of what can write no more ends by itself, with all that is there", async () => {
  for (const policy of ["Never", "OnFailure"] as const) {
    const { time, kubelet } = writing(10, 2000);
    kubelet.restartPolicy = policy;
    kubelet.changed();
    time.after(3000, () => {
      kubelet.write([[3e9, "last words"]], { isWhole: false });
      kubelet.exit();
    });
    const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true });
    assert.equal(read.length, 201, policy);
    assert.equal(read.at(-1), "last words");
    assert.deepEqual(notices.lines, []);
  }
});

test("L9 a pod that is deleted: what its stream still gives, then the end", async () => {
  const { time, kubelet, all } = writing(10, 2000);
  time.after(3000, () => kubelet.delete());
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true });
  assert.deepEqual(read, all);
  assert.deepEqual(notices.lines, ["info shop/web-1/app: the pod was deleted"]);
});

test("L14 what the kubelet says instead of a stream is a notice, and the lines come all the same", async () => {
  const { time, kubelet, all } = writing(100, 20_000);
  kubelet.fault = ({ query }) =>
    query["follow"] === true && time.nowMs() > 500 && time.nowMs() < 15_000
      ? { body: "failed to create fsnotify watcher: too many open files" }
      : undefined;
  time.after(550, () => kubelet.cut());
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 40_000 });
  assert.deepEqual(read, all);
  assert.match(
    notices.lines[0] ?? "",
    /^warning shop\/web-1\/app: cannot be read now, trying again: the node cannot watch log files/,
  );
});

test("L31 a follow that is not allowed ends with an error", async () => {
  const { time, kubelet } = writing(100, 20_000);
  kubelet.fault = () => ({ refuse: new KtError("KT_FORBIDDEN", "no right to get pods/log") });
  const { notices } = await readPodLog(kubelet, time, { follow: true });
  assert.deepEqual(notices.lines, ["error shop/web-1/app: no right to get pods/log"]);
});

test("L11 L14 keys stay those of the entries over cuts after which the lines asked for do not reach back", async () => {
  const { time, kubelet, all } = writing(1, 20_000);
  // The rate rises during the cuts, so each first question is for too few lines.
  for (let at = 1000; at < 20_000; at += 3000) {
    time.after(at, () => kubelet.cut());
    time.after(at + 20, () =>
      kubelet.write(lines(300, { from: time.nowMs() * 1e6, name: `burst-${at}`, stepNanos: 1 })),
    );
  }
  const { entries, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 30_000 });
  assert.equal(entries.length, all.length + 7 * 300);
  assert.deepEqual(notices.lines, []);
  let highest = 0;
  for (const { at, key, text } of entries) {
    highest = Math.max(highest, at);
    assert.equal(key, highest, text);
  }
});

test("L9 a follow of all instances: the last lines are those of both, then what comes", async () => {
  const { time, kubelet, all } = writing(10, 0);
  kubelet.write(lines(5, { name: "old" }));
  kubelet.exit(1);
  kubelet.start();
  kubelet.write(lines(2, { from: 1e9, name: "new" }));
  time.after(2000, () => kubelet.write(lines(1, { from: 2e9, name: "live" })));
  const { withInstance, backlogCount } = await readPodLog(kubelet, time, {
    follow: true,
    instances: "all",
    tailLines: 3,
    stopAtMs: 5000,
  });
  assert.deepEqual(all, []);
  assert.equal(backlogCount, 3);
  assert.deepEqual(withInstance, ["0:old=4", "1:new=0", "1:new=1", "1:live=0"]);
});
