import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCodeOfRun, type RunOutcome } from "../../../src/cli/verdict.ts";
import { KtError } from "../../../src/errors/kt-error.ts";

const usage = new KtError("KT_USAGE", "usage");
const failed = new KtError("KT_FORBIDDEN", "failed");
const timeUp = new KtError("KT_TIMEOUT", "time up");
const noMatch = new KtError("KT_NO_MATCH", "no match");

const rows: readonly (readonly [title: string, outcome: RunOutcome, exitCode: number])[] = [
  ["nothing special is 0", {}, 0],
  ["usage comes before everything", { failure: usage, signal: "SIGINT", isOutputClosed: true, isIncomplete: true }, 2],
  ["a failure comes before a signal", { failure: failed, signal: "SIGINT", isIncomplete: true }, 1],
  [
    "Ctrl-C is 130, also when output is incomplete",
    { signal: "SIGINT", isOutputClosed: true, isIncomplete: true },
    130,
  ],
  ["SIGTERM is 143", { signal: "SIGTERM" }, 143],
  ["a closed terminal is 129", { signal: "SIGHUP" }, 129],
  ["a closed output is 141, also when output is incomplete", { isOutputClosed: true, isIncomplete: true }, 141],
  [
    "a run in which every source failed is 1, also when it was interrupted",
    { hasReadNothing: true, isIncomplete: true, signal: "SIGINT" },
    1,
  ],
  [
    "a line that --until-match waited for is 0, also when output is incomplete",
    { hasMatched: true, isIncomplete: true },
    0,
  ],
  ["Ctrl-C comes before --until-match", { hasMatched: true, signal: "SIGINT" }, 130],
  ["incomplete comes before time up", { isIncomplete: true, failure: timeUp }, 3],
  ["incomplete comes before no match", { isIncomplete: true, failure: noMatch }, 3],
  ["time up is 5", { failure: timeUp }, 5],
  ["no match is 4", { failure: noMatch }, 4],
];

for (const [title, outcome, exitCode] of rows) {
  test(`L31 exit code: ${title}`, () => {
    assert.equal(exitCodeOfRun(outcome), exitCode);
  });
}
