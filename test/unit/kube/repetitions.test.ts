import assert from "node:assert/strict";
import { test } from "node:test";
import { Repetitions, type RepetitionsOptions } from "../../../src/kube/repetitions.ts";

const nowMs = Date.parse("2026-11-21T10:00:00Z");

function repetitions(options: Partial<RepetitionsOptions> = {}): Repetitions {
  const usual = {
    renew: () => false,
    wasAccepted: () => true,
    sinceLossMs: () => Number.POSITIVE_INFINITY,
    nowMs: () => nowMs,
    random: () => 1,
  };
  return new Repetitions({ ...usual, ...options });
}

function answer(status: number, retryAfter?: string): { status: number; headers: Record<string, string> } {
  return { status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } };
}

test("L14 401: once more at once when other credentials can be had, and then never", () => {
  const one = repetitions({ renew: () => true });
  assert.equal(one.delayMs(answer(401)), 0);
  assert.equal(one.delayMs(answer(401)), undefined);
  assert.equal(repetitions().delayMs(answer(401)), undefined);
});

test("L14 429 and 503: as long as the server asks, a minute in all, and only where it asks", () => {
  const one = repetitions();
  assert.equal(one.delayMs(answer(429, "1")), 1000);
  assert.equal(one.delayMs(answer(503, " 30 ")), 30_000);
  assert.equal(one.delayMs(answer(429, "Sat, 21 Nov 2026 10:00:09 GMT")), 9000);
  assert.equal(one.delayMs(answer(429, "0")), 100);
  assert.equal(one.delayMs(answer(429, "30")), undefined);
  assert.equal(one.delayMs(answer(503)), undefined);
  assert.equal(one.delayMs(answer(429, "soon")), undefined);
});

test("L14 403: stands, unless a connection was lost just before: then it is doubted for some seconds", () => {
  assert.equal(repetitions().delayMs(answer(403)), undefined);
  assert.equal(repetitions({ sinceLossMs: () => 20_000 }).delayMs(answer(403)), undefined);
  for (const status of [401, 403]) {
    const one = repetitions({ sinceLossMs: () => 1000 });
    const delays: (number | undefined)[] = [];
    do delays.push(one.delayMs(answer(status)));
    while (delays.at(-1) !== undefined);
    assert.deepEqual(delays, [200, 400, 800, 1500, 1500, 1500, undefined]);
  }
});

test("L14 401 and 403: credentials that were never accepted are refused at once, whatever was lost", () => {
  for (const status of [401, 403]) {
    const one = repetitions({ sinceLossMs: () => 0, wasAccepted: () => false });
    assert.equal(one.delayMs(answer(status)), undefined);
  }
  const renewing = repetitions({ sinceLossMs: () => 0, wasAccepted: () => false, renew: () => true });
  assert.deepEqual([renewing.delayMs(answer(401)), renewing.delayMs(answer(401))], [0, undefined]);
});

test("L14 answers: any other error stands", () => {
  for (const status of [400, 404, 410, 422, 500, 502, 504]) {
    assert.equal(repetitions({ sinceLossMs: () => 0, renew: () => true }).delayMs(answer(status, "1")), undefined);
  }
});
