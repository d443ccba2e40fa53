import assert from "node:assert/strict";
import { test } from "node:test";
import { LogConnection } from "../../../src/podlogs/log-connection.ts";
import { Pump } from "../../../src/podlogs/pump.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { RecordedNotices } from "../../support/recorded-notices.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

test("L14 after an abort nothing is told any more, however waits end", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  const stop = new AbortController();
  const { signal } = stop;
  const nowMs = (): number => time.nowMs();
  const environment = {
    notices: new RecordedNotices(),
    nowMs,
    // Allowed: an abort ends the wait without an error.
    sleep: (ms: number, until: AbortSignal): Promise<void> => time.sleep(ms, until).catch(() => undefined),
    random: () => 0.5,
    sourceOf: () => ({ id: 0, facts: {} }),
  };
  const source = environment.sourceOf();
  const question = { target: kubelet.target, query: { follow: true }, source, clock: new KeyClock(), nowMs, signal };
  await using connection = await LogConnection.open(question);
  const pump = new Pump<string>(connection, environment, signal);
  pump.tellAfter(1000, "the time is up");
  stop.abort(new Error("stopped"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await pump.next()).kind, "broken");
});
