import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import type { TestLine } from "../../support/entries.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

/** Lines `NAME=0`, `NAME=1`, ... a millisecond apart from `from` on. */
function lines(count: number, { from = 0, name = "n", stepNanos = 1_000_000 } = {}): TestLine[] {
  return Array.from({ length: count }, (_, index) => [from + index * stepNanos, `${name}=${index}`]);
}

const texts = (all: readonly TestLine[]): string[] => all.map(([, text]) => text);

/** A container that runs, and writes a line every `everyMs` until `untilMs`, each stamped with the moment. */
function writing(everyMs: number, untilMs: number): { time: VirtualTime; kubelet: ScriptedKubelet; all: string[] } {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start();
  const all: string[] = [];
  const write = (): void => {
    if (time.nowMs() > untilMs || !kubelet.run.isRunning) return;
    const text = `n=${all.length}`;
    all.push(text);
    kubelet.write([[time.nowMs() * 1e6, text]]);
    time.after(everyMs, write);
  };
  time.after(everyMs, write);
  return { time, kubelet, all };
}

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
    "warning shop/web-1/app: cannot be read now, trying again: cannot reach the API server",
    "info shop/web-1/app: can be read again",
  ]);
});

test("L15 a restart during a cut: the rest of the previous instance first, then the new one from its first line", async () => {
  const { time, kubelet } = writing(10, 0);
  kubelet.write(lines(5));
  time.after(1000, () => kubelet.cut());
  time.after(1000, () => {
    kubelet.write(lines(3, { from: 1e9, name: "rest" }));
    kubelet.exit(1);
    kubelet.start();
    kubelet.write(lines(3, { from: 1.001e9, name: "new" }));
  });
  const { withInstance, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 20_000 });
  assert.deepEqual(withInstance, [
    ...["0:n=0", "0:n=1", "0:n=2", "0:n=3", "0:n=4"],
    ...["0:rest=0", "0:rest=1", "0:rest=2"],
    ...["1:new=0", "1:new=1", "1:new=2"],
  ]);
  assert.deepEqual(notices.lines, ["info shop/web-1/app: has ended: Error, exit code 1"]);
});

test("L15 a container that restarts every three seconds loses nothing, with a status that lags behind", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start();
  const expected: string[] = [];
  const live = (number: number): void => {
    const atMs = time.nowMs();
    for (let index = 0; index < 20; index++) {
      time.after(index * 100, () => {
        kubelet.write([[time.nowMs() * 1e6, `line ${index}`]]);
        expected.push(`${number}:line ${index}`);
      });
    }
    time.after(2050, () => {
      kubelet.isStatusStale = true;
      kubelet.exit(1);
    });
    time.after(2500, () => {
      kubelet.isStatusStale = false;
      kubelet.changed();
      if (number % 2 === 1) kubelet.backOff();
    });
    if (number === 9) return;
    time.after(3000, () => {
      kubelet.isStatusStale = number % 3 === 0;
      kubelet.start();
      live(number + 1);
      assert.ok(time.nowMs() > atMs);
    });
    time.after(3400, () => {
      kubelet.isStatusStale = false;
      kubelet.changed();
    });
  };
  live(0);
  const { withInstance, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 40_000 });
  assert.deepEqual(withInstance, expected);
  assert.deepEqual(
    notices.lines.filter((line) => !line.startsWith("info")),
    [],
  );
});

test("L15 an instance that nobody could read any more is a gap with its interval", async () => {
  const { time, kubelet } = writing(10, 0);
  kubelet.write(lines(5, { from: 5e8 }));
  const away = new KtError("KT_UNREACHABLE", "away");
  time.after(1000, () => {
    kubelet.fault = () => ({ refuse: away });
    kubelet.refreshFails = away;
    kubelet.cut();
    kubelet.exit(1);
  });
  for (const at of [2000, 4000, 6000]) {
    time.after(at, () => {
      kubelet.start();
      kubelet.write(lines(1, { from: at * 1e6, name: `at${at}` }));
      if (at < 6000) kubelet.exit(1);
    });
  }
  time.after(7000, () => {
    kubelet.fault = () => undefined;
    kubelet.refreshFails = undefined;
  });
  const { withInstance, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 60_000 });
  assert.deepEqual(withInstance, ["0:n=0", "0:n=1", "0:n=2", "0:n=3", "0:n=4", "2:at4000=0", "3:at6000=0"]);
  const gaps = notices.all.filter(({ level }) => level === "gap");
  assert.deepEqual(gaps, [
    {
      level: "gap",
      about: "shop/web-1/app",
      message: "possible gap: the container was restarted more than once before its log was read to the end",
      gap: { after: "1970-01-01T00:00:00.504000000Z", before: "1970-01-01T00:00:04.000000000Z" },
    },
  ]);
});

test("L15 a gap behind a gap is told for itself: the previous instance cannot be read either", async () => {
  const { time, kubelet } = writing(10, 0);
  kubelet.write(lines(5, { from: 5e8 }));
  const away = new KtError("KT_UNREACHABLE", "away");
  time.after(1000, () => {
    kubelet.fault = () => ({ refuse: away });
    kubelet.refreshFails = away;
    kubelet.cut();
    kubelet.exit(1);
  });
  for (const at of [2000, 4000]) {
    time.after(at, () => {
      kubelet.start();
      kubelet.write(lines(1, { from: at * 1e6, name: `at${at}` }));
      kubelet.exit(1);
    });
  }
  time.after(7000, () => {
    // The kubelet has the log of the latest one only.
    kubelet.fault = ({ query }) =>
      query["previous"] === true ? { body: "unable to retrieve container logs for test://run-1" } : undefined;
    kubelet.refreshFails = undefined;
  });
  const { withInstance, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 60_000 });
  assert.deepEqual(withInstance, ["0:n=0", "0:n=1", "0:n=2", "0:n=3", "0:n=4", "2:at4000=0"]);
  const gaps = notices.all.filter(({ level }) => level === "gap");
  assert.deepEqual(
    gaps.map(({ gap }) => gap),
    [
      { after: "1970-01-01T00:00:00.504000000Z", before: "1970-01-01T00:00:02.000000000Z" },
      { after: "1970-01-01T00:00:02.000000000Z", before: undefined },
    ],
  );
});

test("L15 an instance whose log is deleted behind the end of its stream has no gap", async () => {
  const { time, kubelet, all } = writing(10, 2500);
  time.after(2505, () => kubelet.exit(1));
  time.after(2510, () => {
    kubelet.run.isGone = true;
  });
  time.after(9000, () => kubelet.start().write(lines(3, { from: 9e9, name: "next" })));
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 20_000 });
  assert.deepEqual(read, [...all, "next=0", "next=1", "next=2"]);
  assert.deepEqual(
    notices.all.filter(({ level }) => level === "gap"),
    [],
  );
});

test("L6 a container that has not started is waited for, said once, and read from its first line", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time);
  time.after(60_000, () => {
    kubelet.start();
    kubelet.write(lines(200, { from: 60e9 }));
  });
  const {
    texts: read,
    backlogCount,
    notices,
  } = await readPodLog(kubelet, time, { follow: true, tailLines: 3, stopAtMs: 90_000 });
  assert.equal(backlogCount, 0);
  assert.deepEqual(read, texts(lines(200)));
  assert.deepEqual(notices.lines, ["info shop/web-1/app: waits to start: ContainerCreating"]);
});

test("L6 a container that starts as it should, within two seconds, is not told of", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time);
  time.after(1500, () => {
    kubelet.start();
    kubelet.write(lines(3, { from: 2e9 }));
  });
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 9000 });
  assert.deepEqual(read, texts(lines(3)));
  assert.deepEqual(notices.lines, []);
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

test("L6 a pod that is deleted, whose log is gone with its container: no gap where its stream came to its end", async () => {
  for (const isCutBefore of [false, true]) {
    const { time, kubelet, all } = writing(10, 2500);
    time.after(2000, () => kubelet.leave());
    if (isCutBefore) time.after(2490, () => kubelet.cut());
    time.after(2505, () => kubelet.exit(143));
    time.after(2510, () => {
      kubelet.run.isGone = true;
    });
    time.after(3500, () => kubelet.delete());
    const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true });
    assert.deepEqual(read, isCutBefore ? all.slice(0, 248) : all);
    const gaps = notices.all.filter(({ level }) => level === "gap");
    assert.equal(gaps.length, isCutBefore ? 1 : 0, notices.lines.join());
  }
});

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

test("L15 an instance that ends and is replaced before anything of it was read is read all the same", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time);
  time.after(1000, () => {
    kubelet.start();
    kubelet.write(lines(3, { from: 1e9, name: "first" }));
    kubelet.exit(1);
    // The API server knows of the exit, and not yet of the next start.
    kubelet.isStatusStale = true;
    kubelet.start(5e9);
    kubelet.write(lines(3, { from: 5e9, name: "second" }));
  });
  time.after(3000, () => {
    kubelet.isStatusStale = false;
    kubelet.changed();
  });
  const { withInstance, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 30_000 });
  assert.deepEqual(withInstance, ["0:first=0", "0:first=1", "0:first=2", "1:second=0", "1:second=1", "1:second=2"]);
  assert.deepEqual(
    notices.all.filter(({ level }) => level === "gap" || level === "error"),
    [],
  );
});

test("L15 a stream that was of the next instance already: both come out whole, nothing twice", async () => {
  const { time, kubelet } = writing(10, 0);
  time.after(1000, () => {
    kubelet.write(lines(5, { from: 1e9, name: "first" }));
    kubelet.isStatusStale = true;
    kubelet.cut();
    kubelet.exit(1);
    kubelet.start(5e9);
  });
  time.after(5000, () => kubelet.write(lines(5, { from: 5e9, name: "second" })));
  time.after(9000, () => {
    kubelet.isStatusStale = false;
    kubelet.changed();
    kubelet.cut();
    kubelet.write(lines(5, { from: 9e9, name: "third" }));
  });
  const { texts: read, notices } = await readPodLog(kubelet, time, { follow: true, stopAtMs: 60_000 });
  assert.deepEqual(
    [...read].sort(),
    texts([...lines(5, { name: "first" }), ...lines(5, { name: "second" }), ...lines(5, { name: "third" })]),
  );
  assert.deepEqual(
    notices.all.filter(({ level }) => level === "gap" || level === "error"),
    [],
  );
});
