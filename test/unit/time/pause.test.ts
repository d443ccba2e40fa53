import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "../../../src/time/pause.ts";
import { ManualClock, settle } from "../../support/manual-clock.ts";

test("a pause ends when its time has come, and leaves no timer", async () => {
  const clock = new ManualClock();
  let isOver = false;
  void pause(clock, 100, new AbortController().signal).then(() => (isOver = true));
  await clock.advance(99);
  assert.equal(isOver, false);
  await clock.advance(1);
  assert.equal(isOver, true);
  assert.equal(clock.timerCount, 0);
});

test("a pause ends quietly with its signal, also one without an end or begun too late", async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const pauses = [pause(clock, 100, abort.signal), pause(clock, undefined, abort.signal)];
  await settle();
  abort.abort();
  await Promise.all([...pauses, pause(clock, 100, abort.signal)]);
  assert.equal(clock.timerCount, 0);
});
