import assert from "node:assert/strict";
import { test } from "node:test";
import { abortOnSignal, Interrupted } from "../../../src/cli/signals.ts";
import { recordingIo } from "../../support/recording-io.ts";

test("L31 signals: the first ends the run in order, the second at once", () => {
  const io = recordingIo();
  const run = new AbortController();
  const stop = abortOnSignal(io, run);
  io.signal("SIGINT");
  assert.ok(run.signal.reason instanceof Interrupted);
  assert.equal(run.signal.reason.signal, "SIGINT");
  assert.deepEqual(io.deaths, []);
  io.signal("SIGINT");
  assert.deepEqual(io.deaths, ["SIGINT"]);
  stop();
  io.signal("SIGTERM");
  assert.deepEqual(io.deaths, ["SIGINT"]);
});
