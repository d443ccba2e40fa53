import assert from "node:assert/strict";
import { test } from "node:test";
import { look } from "../../../src/diagnose/look.ts";

test("D1 look: what is left of a walk's time is no whole number of milliseconds", async () => {
  const { signal } = new AbortController();
  const answer = await look("the pod", 5441.113493, signal, () => Promise.resolve("seen"));
  assert.ok(answer.isSeen && answer.value === "seen");
});

test("D1 look: what does not answer within its limit is not seen", async () => {
  const { signal } = new AbortController();
  const answer = await look("the pod", 0.5, signal, async (within) => {
    await new Promise((_, reject) => within.addEventListener("abort", () => reject(within.reason as Error)));
  });
  assert.equal(answer.isSeen ? "" : answer.error.code, "KT_TIMEOUT");
});
