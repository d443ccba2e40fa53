import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff, pause } from "../../../src/kube/backoff.ts";

test("L14 backoff: waits double up to the limit, each between half of it and all of it", () => {
  const delays = (random: number): number[] => {
    const backoff = new Backoff({ firstMs: 100, lastMs: 1000 }, () => random);
    return Array.from({ length: 6 }, () => backoff.nextDelayMs());
  };
  assert.deepEqual(delays(1), [100, 200, 400, 800, 1000, 1000]);
  assert.deepEqual(delays(0), [50, 100, 200, 400, 500, 500]);
});

test("L14 backoff: after a success the waits are short again", () => {
  const backoff = new Backoff({ firstMs: 100, lastMs: 1000 }, () => 1);
  backoff.nextDelayMs();
  backoff.nextDelayMs();
  backoff.reset();
  assert.equal(backoff.nextDelayMs(), 100);
});

test("L14 backoff: a wait ends at once with the signal's reason", async () => {
  const aborter = new AbortController();
  const waiting = pause(60_000, aborter.signal);
  aborter.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(pause(60_000, aborter.signal), /enough/);
});
