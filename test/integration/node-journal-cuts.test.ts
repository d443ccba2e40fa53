import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { systemClock } from "../../src/time/clock.ts";
import { endAfter } from "../support/faults.ts";
import { startMs, startWithJournals } from "../support/node-logs-run.ts";
import { recordingIo } from "../support/recording-io.ts";

/** Runs `node-logs` for a kubelet's journal, with a clock that each look at it moves on: every answer with lines takes longer than 30 s. */
async function runSlowly(
  cluster: FakeCluster,
  lookMs = 20_000,
): Promise<{ readonly code: number; readonly lines: readonly string[]; readonly err: string }> {
  let nowMs = 0;
  const clock = { ...systemClock, nowMs: () => (nowMs += lookMs) };
  const io = recordingIo({ nowMs: () => startMs, clock });
  const all = ["node-logs", "--kubeconfig", cluster.kubeconfig(), "node-1", "--query", "kubelet"];
  const code = await main(all, io);
  return { code, lines: io.out().trimEnd().split("\n"), err: io.err() };
}

function numbered(line: number): string {
  return `line ${String(line).padStart(6, "0")} of 50 bytes..`;
}

suite("answers that a kubelet cuts off after 30 s", { timeout: 60_000 }, () => {
  for (const [title, cutBytes] of [
    ["amid a line", 400 * 70 + 11],
    ["behind a line", 400 * 70],
  ] as const) {
    test(`N4 an answer that the kubelet cuts off after 30 s, ${title}, is gone on with, every line once`, async () => {
      await using cluster = await startWithJournals();
      const { journal } = cluster.world.kubelet("node-1");
      for (let line = 1; line <= 3000; line++) {
        if (line === 2500) journal.reboot();
        journal.write("kubelet", numbered(line));
      }
      const hits = { path: /\/proxy\/logs/, query: /sinceTime/, times: 1 };
      cluster.faults.add(endAfter(cutBytes, "end", hits));
      const { code, err, lines } = await runSlowly(cluster);
      assert.deepEqual({ code, err }, { code: 0, err: "" });
      const expected = Array.from({ length: 3000 }, (_, line) => numbered(line + 1));
      assert.deepEqual(lines, expected);
    });
  }

  test("N4 an answer that is cut off before it has any line is told: lines may be missing", async () => {
    await using cluster = await startWithJournals();
    const { journal } = cluster.world.kubelet("node-1");
    for (let line = 1; line <= 100; line++) journal.write("kubelet", numbered(line));
    cluster.faults.add(endAfter(0, "end", { path: /\/proxy\/logs/, query: /sinceTime/, times: 1 }));
    const { code, err, lines } = await runSlowly(cluster, 30_000);
    assert.deepEqual({ code, lines }, { code: 3, lines: [""] });
    assert.match(err, /node-1\/kubelet: the kubelet ended its answer after 30 s, .*: lines may be missing/);
  });

  const zones: readonly (readonly [title: string, minutes: number])[] = [
    ["UTC", 0],
    ["Asia/Tokyo", 540],
    ["America/St_Johns", -210],
    ["Pacific/Kiritimati", 840],
  ];
  for (const [title, zoneOffsetMinutes] of zones) {
    test(`N4 one cut after the other, of a node in ${title}: each answer begins where the one before ended, every line once`, async () => {
      await using cluster = await startWithJournals();
      const kubelet = cluster.world.kubelet("node-1");
      kubelet.zoneOffsetMinutes = zoneOffsetMinutes;
      const count = 60_000;
      for (let line = 1; line <= count; line++) {
        const at = new Date(startMs - (count - line) * 1000).toISOString().replace("Z", "123Z");
        kubelet.journal.write("kubelet", numbered(line), { at });
      }
      const bytes = 12_345 * 71 + 11;
      cluster.faults.add(endAfter(bytes, "end", { path: /\/proxy\/logs/, query: /sinceTime/, times: 4 }));
      const { code, err, lines } = await runSlowly(cluster);
      assert.deepEqual({ code, err }, { code: 0, err: "" });
      assert.deepEqual(
        lines,
        Array.from({ length: count }, (_, line) => numbered(line + 1)),
      );
      const asked = cluster.requests.filter(({ path }) => path.includes("/proxy/logs"));
      assert.ok(asked.length <= 15, `${asked.length} requests`);
      assert.ok(!asked.some(({ query }) => query.has("tailLines")));
    });
  }
});
