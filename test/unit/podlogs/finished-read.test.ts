import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import type { TestLine } from "../../support/entries.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

function running(written: readonly TestLine[]): { time: VirtualTime; kubelet: ScriptedKubelet } {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  kubelet.write(written);
  return { time, kubelet };
}

/** Lines `n=0`, `n=1`, ... so many nanoseconds apart, from second 1000 on. */
function lines(count: number, stepNanos = 1_000_000, from = 1e12): TestLine[] {
  return Array.from({ length: count }, (_, index) => [from + index * stepNanos, `n=${index}`]);
}

const texts = (all: readonly TestLine[]): string[] => all.map(([, text]) => text);

test("L14 a finished read gives every line once, in order", async () => {
  const all = lines(500);
  const { time, kubelet } = running(all);
  const { texts: read, notices } = await readPodLog(kubelet, time);
  assert.deepEqual(read, texts(all));
  assert.deepEqual(notices.lines, []);
});

test("L14 a connection that breaks at any byte is resumed: no line is lost, none comes twice", async () => {
  const all = lines(200, 30_000_000);
  for (let afterBytes = 0; afterBytes < 200 * 36; afterBytes += 13) {
    for (const how of ["break", "end"] as const) {
      const { time, kubelet } = running(all);
      kubelet.fault = ({ number }) => (number === 0 ? { afterBytes, how } : undefined);
      const { texts: read, notices } = await readPodLog(kubelet, time);
      assert.deepEqual(read, texts(all), `${how} after ${afterBytes} bytes`);
      assert.deepEqual(notices.lines, []);
    }
  }
});

test("L14 a clean end proves nothing: a body that was cut properly is read on, however often", async () => {
  const all = lines(2000, 3_000_000);
  const { time, kubelet } = running(all);
  kubelet.fault = ({ number, query }) =>
    query["tailLines"] === undefined && number < 12 ? { afterBytes: 20_000, how: "end" } : undefined;
  const { texts: read } = await readPodLog(kubelet, time);
  assert.deepEqual(read, texts(all));
});

test("L14 a last line without a newline comes out once, when it is the log's own end", async () => {
  const { time, kubelet } = running(lines(5));
  kubelet.write([[2e12, "the end"]], { isWhole: false });
  kubelet.exit();
  const { texts: read } = await readPodLog(kubelet, time);
  assert.deepEqual(read, [...texts(lines(5)), "the end"]);
});

test("L7 bounds hold to the nanosecond, also where many lines share one timestamp", async () => {
  const at = 1e12 + 500;
  const all: TestLine[] = [
    [at - 1, "before"],
    [at, "a"],
    [at, "b"],
    [at + 1, "c"],
    [at + 2, "d"],
    [at + 2, "e"],
    [at + 3, "after"],
  ];
  const { time, kubelet } = running(all);
  const range = { first: { seconds: 1000, nanos: 500 }, last: { seconds: 1000, nanos: 502 } };
  const { texts: read } = await readPodLog(kubelet, time, { range });
  assert.deepEqual(read, ["a", "b", "c", "d", "e"]);
});

test("L7 with an upper bound the read stops soon behind it, and keeps lines that run back into the range", async () => {
  const all: TestLine[] = [
    ...lines(100, 20_000_000),
    [1e12 + 2.4e9, "ahead"],
    [1e12 + 1.9e9, "back"],
    ...lines(20_000, 10_000_000, 1e12 + 5e9),
  ];
  const { time, kubelet } = running(all);
  kubelet.chunk = (bytes) =>
    Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at) => bytes.subarray(at * 1000, at * 1000 + 1000));
  const { texts: read } = await readPodLog(kubelet, time, { range: { last: { seconds: 1002, nanos: 0 } } });
  assert.deepEqual(read, [...texts(lines(100)), "back"]);
  assert.equal(kubelet.requests.length, 1);
});

test("L8 a tail gives the container's own last lines, whatever the first line of the answer is", async () => {
  const all = lines(1000);
  for (const tailLines of [0, 1, 2, 63, 64, 65, 500, 999, 1000, 1001, 5000]) {
    const { time, kubelet } = running(all);
    const { texts: read } = await readPodLog(kubelet, time, { tailLines });
    assert.deepEqual(read, tailLines === 0 ? [] : texts(all).slice(-tailLines), `tail ${tailLines}`);
  }
});

test("L8 a tail of long lines, which the kubelet counts in pieces of 16 KiB, is whole lines", async () => {
  const all: TestLine[] = Array.from({ length: 80 }, (_, index) => [
    1e12 + index * 1e6,
    `n=${index} ${"x".repeat(100_000)}`,
  ]);
  for (const tailLines of [1, 10, 79, 80, 81]) {
    const { time, kubelet } = running(all);
    const { texts: read } = await readPodLog(kubelet, time, { tailLines });
    assert.deepEqual(read, texts(all).slice(-tailLines), `tail ${tailLines}`);
  }
});

test("L8 a tail of a long log costs one request; one that comes short is checked by a second", async () => {
  for (const [count, requests] of [
    [1000, 1],
    [30, 2],
  ] as const) {
    const { time, kubelet } = running(lines(count));
    await readPodLog(kubelet, time, { tailLines: 10 });
    assert.equal(kubelet.requests.length, requests);
  }
});

test("L11 the merge keys of a tail are those of the whole read", async () => {
  const all: TestLine[] = lines(300).map(([at, text], index) => [index % 10 === 9 ? at - 5_500_000 : at, text]);
  const whole = running(all);
  const { entries } = await readPodLog(whole.kubelet, whole.time);
  const tail = running(all);
  const { entries: last } = await readPodLog(tail.kubelet, tail.time, { tailLines: 25 });
  assert.deepEqual(last, entries.slice(-25));
});

test("L8 a tail within a range gives the last lines of the range", async () => {
  const all = lines(1000, 10_000_000);
  const range = { first: { seconds: 1002, nanos: 0 }, last: { seconds: 1004, nanos: 0 } };
  const { time, kubelet } = running(all);
  const { texts: read } = await readPodLog(kubelet, time, { tailLines: 5, range });
  assert.deepEqual(read, ["n=396", "n=397", "n=398", "n=399", "n=400"]);
  const few = running(all);
  const { texts: fewRead } = await readPodLog(few.kubelet, few.time, {
    tailLines: 500,
    range: { first: { seconds: 1009, nanos: 980_000_000 } },
  });
  assert.deepEqual(fewRead, ["n=998", "n=999"]);
});

test("L9 the previous instance, the current one, and both joined in order", async () => {
  const make = (): ReturnType<typeof running> => {
    const made = running(lines(3));
    made.kubelet.exit(1);
    made.kubelet.start(5e12);
    made.kubelet.write(lines(2, 1e6, 6e12));
    return made;
  };
  const rows = [
    ["current", ["1:n=0", "1:n=1"]],
    ["previous", ["0:n=0", "0:n=1", "0:n=2"]],
    ["all", ["0:n=0", "0:n=1", "0:n=2", "1:n=0", "1:n=1"]],
  ] as const;
  for (const [instances, expected] of rows) {
    const { time, kubelet } = make();
    const { withInstance } = await readPodLog(kubelet, time, { instances });
    assert.deepEqual(withInstance, expected, instances);
  }
  const { time, kubelet } = make();
  const { withInstance } = await readPodLog(kubelet, time, { instances: "all", tailLines: 3 });
  assert.deepEqual(withInstance, ["0:n=2", "1:n=0", "1:n=1"]);
});

test("L9 while a container is terminated, that run is the previous one and is asked for without `previous`", async () => {
  const { time, kubelet } = running(lines(3));
  kubelet.exit(1);
  const { texts: read } = await readPodLog(kubelet, time, { instances: "previous" });
  assert.deepEqual(read, texts(lines(3)));
  assert.ok(kubelet.requests.every(({ query }) => query["previous"] === undefined));
  kubelet.backOff();
  const { texts: later } = await readPodLog(kubelet, time, { instances: "previous" });
  assert.deepEqual(later, texts(lines(3)));
  assert.equal(kubelet.requests.at(-1)?.query["previous"], true);
});

test("L31 what cannot be read is a notice of its own kind, and never a line", async () => {
  const rows = [
    [
      { refuse: new KtError("KT_NOT_STARTED", "waits: ImagePullBackOff") },
      "warning shop/web-1/app: waits: ImagePullBackOff",
    ],
    [
      { refuse: new KtError("KT_FORBIDDEN", "no right to get pods/log") },
      "error shop/web-1/app: no right to get pods/log",
    ],
    [{ refuse: new KtError("KT_NOT_FOUND", "no such pod") }, "error shop/web-1/app: no such pod"],
    [{ refuse: new KtError("KT_KUBELET_UNREACHABLE", "node is away") }, "error shop/web-1/app: node is away"],
    [
      { body: "unable to retrieve container logs for containerd://38df" },
      "error shop/web-1/app: the node has no log of this instance now (unable to retrieve container logs for containerd://38df)",
    ],
  ] as const;
  for (const [fault, line] of rows) {
    const { time, kubelet } = running(lines(3));
    kubelet.fault = () => fault;
    const { texts: read, notices } = await readPodLog(kubelet, time);
    assert.deepEqual(read, []);
    assert.deepEqual(notices.lines, [line]);
  }
});

test("L14 L31 a kubelet that does not know the pod yet is asked again for some seconds, and no longer", async () => {
  const unaware = { refuse: new KtError("KT_KUBELET_UNAWARE", "the kubelet does not know the pod") };
  const { time, kubelet } = running(lines(3));
  let refusals = 5;
  kubelet.fault = () => (refusals-- > 0 ? unaware : undefined);
  const { texts: read, notices } = await readPodLog(kubelet, time);
  assert.deepEqual([read.length, notices.lines], [3, []]);
  kubelet.fault = () => unaware;
  const startMs = time.nowMs();
  const { notices: last } = await readPodLog(kubelet, time);
  assert.deepEqual(last.lines, ["error shop/web-1/app: the kubelet does not know the pod"]);
  const passedMs = time.nowMs() - startMs;
  assert.ok(passedMs > 3000 && passedMs < 15_000, `${passedMs} ms`);
});

test("L31 an untimed line that is no message of the kubelet is an entry", async () => {
  const { time, kubelet } = running([]);
  kubelet.fault = () => ({ body: "1970-01-01T00:16:40.000000000Z first\nnot a timestamp\n" });
  const { texts: read } = await readPodLog(kubelet, time);
  assert.deepEqual(read, ["first", "not a timestamp"]);
});
