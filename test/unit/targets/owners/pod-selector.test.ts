import assert from "node:assert/strict";
import { test } from "node:test";
import { type LabelSelector, selectorText } from "../../../../src/targets/owners/pod-selector.ts";

const rows: readonly (readonly [LabelSelector, string])[] = [
  [{}, ""],
  [{ matchLabels: { app: "web", tier: "front" } }, "app=web,tier=front"],
  [{ matchExpressions: [{ key: "tier", operator: "In", values: ["a", "b"] }] }, "tier in (a,b)"],
  [{ matchExpressions: [{ key: "tier", operator: "NotIn", values: ["a"] }] }, "tier notin (a)"],
  [{ matchExpressions: [{ key: "tier", operator: "Exists" }] }, "tier"],
  [{ matchLabels: { app: "web" }, matchExpressions: [{ key: "old", operator: "DoesNotExist" }] }, "app=web,!old"],
];

for (const [selector, text] of rows) {
  test(`L2 a workload's selector is sent as "${text}"`, () => {
    assert.equal(selectorText(selector), text);
  });
}
