import assert from "node:assert/strict";
import { test } from "node:test";
import { abortOnSignal, Interrupted } from "../../../src/cli/signals.ts";
import { recordingIo } from "../../support/recording-io.ts";

test("L31 signals: the first ends the run in order, the second at once, and npm's echo of the first is no second", () => {
  let nowMs = 1000;
  const io = recordingIo({ clock: { nowMs: () => nowMs, after: () => () => {} } });
  const run = new AbortController();
  const stop = abortOnSignal(io, run);
  io.signal("SIGINT");
  assert.ok(run.signal.reason instanceof Interrupted);
  assert.equal(run.signal.reason.signal, "SIGINT");
  nowMs += 20;
  io.signal("SIGINT");
  assert.deepEqual(io.deaths, []);
  nowMs += 1000;
  io.signal("SIGINT");
  assert.deepEqual(io.deaths, ["SIGINT"]);
  stop();
  io.signal("SIGTERM");
  assert.deepEqual(io.deaths, ["SIGINT"]);
});
