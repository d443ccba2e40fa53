import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerClock } from "../../../src/kube/server-clock.ts";

const start = Date.parse("2026-11-21T10:00:00.700Z");

function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

test("L7 server's clock: ours before the first answer, and where the two can be equal", () => {
  const clock = new ServerClock(() => start);
  assert.equal(clock.nowMs(), start);
  clock.learn(httpDate(start), start - 20);
  assert.equal(clock.nowMs(), start);
  clock.learn("nonsense", start);
  clock.learn(undefined, start);
  assert.equal(clock.nowMs(), start);
});

test("L7 server's clock: answers with whole seconds find a difference to within their round trips", () => {
  let nowMs = start;
  const aheadMs = 90_250;
  const clock = new ServerClock(() => nowMs);
  for (let answer = 0; answer < 20; answer++) {
    const sentAtMs = nowMs;
    nowMs += 10;
    clock.learn(httpDate(nowMs + aheadMs), sentAtMs);
    nowMs += 137;
  }
  const error = clock.nowMs() - (nowMs + aheadMs);
  assert.ok(Math.abs(error) <= 200, `${error} ms`);
});

test("L7 server's clock: a server that is behind is found as well", () => {
  let nowMs = start;
  const clock = new ServerClock(() => nowMs);
  for (let answer = 0; answer < 20; answer++) {
    clock.learn(httpDate(nowMs - 3_600_000), nowMs);
    nowMs += 137;
  }
  assert.ok(Math.abs(clock.nowMs() - (nowMs - 3_600_000)) <= 200);
});

test("L7 server's clock: after a jump of ours the new answers count", () => {
  let nowMs = start;
  const clock = new ServerClock(() => nowMs);
  clock.learn(httpDate(start), start);
  nowMs += 3_600_000;
  clock.learn(httpDate(start + 1000), nowMs);
  assert.ok(Math.abs(clock.nowMs() - start) <= 2000);
});
