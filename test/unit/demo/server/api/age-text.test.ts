import assert from "node:assert/strict";
import { test } from "node:test";
import { ageText } from "../../../../../src/demo/server/api/age-text.ts";

test("P4 fake: ages are as kubectl get shows them", () => {
  const startMs = Date.parse("2026-11-21T08:00:00Z");
  const rows = [
    [-5, "0s"],
    [119, "119s"],
    [120, "2m"],
    [187, "3m7s"],
    [10 * 60 + 5, "10m"],
    [179 * 60, "179m"],
    [3 * 3600, "3h"],
    [5 * 3600 + 120, "5h2m"],
    [47 * 3600, "47h"],
    [50 * 3600, "2d2h"],
    [9 * 86_400, "9d"],
  ] as const;
  for (const [seconds, text] of rows) assert.equal(ageText("2026-11-21T08:00:00Z", startMs + seconds * 1000), text);
  assert.equal(ageText(undefined, startMs), "<unknown>");
});
