import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestLine } from "../../support/entries.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

const since = { seconds: 1000, nanos: 0 };

/** Lines of 200 bytes at a rate, in seconds of the log's own time. */
function lines(fromSeconds: number, count: number, perSecond: number): TestLine[] {
  return Array.from({ length: count }, (_, index) => [(fromSeconds + index / perSecond) * 1e9, "x".repeat(200)]);
}

const rows: readonly (readonly [title: string, startedAt: number, log: readonly TestLine[], isSaid: boolean])[] = [
  ["an old container whose log begins minutes after what was asked for", 0, lines(1600, 100, 1), true],
  ["a fast writer whose first file is gone three seconds after its start", 1000, lines(1003, 5000, 5000), true],
  ["a log that reaches back", 0, [...lines(500, 1, 1), ...lines(1600, 100, 1)], false],
  ["a container that started later, and wrote at once", 1600, lines(1600.5, 100, 1), false],
  ["a container that took some seconds to its first words", 1000, lines(1008, 100, 5), false],
  ["a log without a line since then", 0, lines(500, 10, 1), false],
];

test("L32 a read that cannot reach back as far as was asked says so, and no other does", async () => {
  for (const [title, startedAt, log, isSaid] of rows) {
    const time = new VirtualTime();
    const kubelet = new ScriptedKubelet(time).start(startedAt * 1e9);
    kubelet.write(log);
    const { notices } = await readPodLog(kubelet, time, { range: { first: since } });
    assert.equal(notices.lines.length, isSaid ? 1 : 0, `${title}: ${notices.lines.join()}`);
    if (isSaid) assert.match(notices.lines[0] ?? "", /^warning shop\/web-1\/app: its log can be read from \S+ on only/);
  }
});

test("L32 a log that is empty says what that may mean", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(1200e9);
  const { notices } = await readPodLog(kubelet, time, { range: { first: since } });
  assert.deepEqual(notices.lines, [
    "info shop/web-1/app: its log is empty: either nothing was written since 1970-01-01T00:20:00Z, " +
      "or all of it was rotated away",
  ]);
});
