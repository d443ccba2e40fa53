import assert from "node:assert/strict";
import { test } from "node:test";
import { LogConnection } from "../../../src/podlogs/log-connection.ts";
import type { PodLogEnvironment } from "../../../src/podlogs/pod-log-request.ts";
import { Pump } from "../../../src/podlogs/pump.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { blockOf } from "../../support/entries.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

test("L14 after an abort nothing is told any more, however waits end", async () => {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  const stop = new AbortController();
  const { signal } = stop;
  const environment = environmentOf(time);
  const source = { id: 0, facts: {} };
  const question = {
    target: kubelet.target,
    query: { follow: true },
    source,
    clock: new KeyClock(),
    nowMs: () => time.nowMs(),
    signal,
  };
  await using connection = await LogConnection.open(question);
  const pump = new Pump<string>(connection, environment, signal);
  pump.tellAfter(1000, "the time is up");
  stop.abort(new Error("stopped"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await pump.next()).kind, "broken");
});

test("L16 a stream is not read ahead: what arrives until it is asked for again comes in one block", async () => {
  const block = blockOf(0, [[1, "one"]]);
  let askedCount = 0;
  const connection = {
    next: () => {
      askedCount++;
      return Promise.resolve(block);
    },
  };
  const pump = new Pump<string>(connection, environmentOf(new VirtualTime()), new AbortController().signal);
  assert.deepEqual(await pump.next(), { kind: "block", block });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(askedCount, 1);
  assert.deepEqual(await pump.next(), { kind: "block", block });
  assert.equal(askedCount, 2);
});

function environmentOf(time: VirtualTime): Pick<PodLogEnvironment, "sleep"> {
  // Allowed: an abort ends the wait without an error.
  return { sleep: (ms, until) => time.sleep(ms, until).catch(() => undefined) };
}
