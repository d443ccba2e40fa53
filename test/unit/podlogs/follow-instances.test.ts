import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { lines, texts, writing } from "../../support/written-lines.ts";

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
