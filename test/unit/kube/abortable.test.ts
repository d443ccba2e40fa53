import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { abortable } from "../../../src/kube/abortable.ts";

test("L29 what many wait for: each gets its value or its failure", async () => {
  const { signal } = new AbortController();
  assert.equal(await abortable(Promise.resolve(1), signal), 1);
  await assert.rejects(abortable(Promise.reject(new Error("no")), signal), /no/);
});

for (const isEarly of [true, false]) {
  test(`L29 what many wait for: who gives up ${isEarly ? "before" : "while"} waiting never hears of it again`, async () => {
    const shared = Promise.withResolvers<number>();
    const own = new AbortController();
    if (isEarly) own.abort(new Error("given up"));
    const waiting = abortable(shared.promise, own.signal);
    own.abort(new Error("given up"));
    await assert.rejects(waiting, /given up/);
    // Nobody else waits: an unhandled rejection would end the process, and fails the test.
    shared.reject(new Error("too late"));
    await turn();
  });
}
