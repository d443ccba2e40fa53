import assert from "node:assert/strict";
import { test } from "node:test";
import { ErrorLines } from "../../../../src/cli/report/error-lines.ts";
import { Progress } from "../../../../src/cli/report/progress.ts";
import { ManualClock } from "../../../support/manual-clock.ts";
import { recordingIo } from "../../../support/recording-io.ts";

/** What the progress line showed, one text for each time. */
function shown(text: string): readonly string[] {
  return text.split("\r\u001b[K").filter((part) => part !== "");
}

test("L28 progress: sources, lines, bytes and rate, from a while after the start on", async () => {
  const clock = new ManualClock();
  const io = recordingIo({ isTerminal: true });
  const progress = new Progress(new ErrorLines(io.stderr), clock);
  await clock.advance(399);
  assert.equal(io.err(), "");
  await clock.advance(1);
  progress.opened();
  progress.opened();
  await clock.advance(250);
  progress.note(1234, 5_600_000);
  await clock.advance(350);
  progress.closed();
  progress.note(2_500_000, 350_000_000);
  await clock.advance(1000);
  assert.deepEqual(
    shown(io.err()).filter((text, place, all) => text !== all[place - 1]),
    [
      "looking for containers, 0 s",
      "2 containers, waiting for lines, 1 s",
      "2 containers, 1.2 k lines, 5.6 MB, 6.2 MB/s",
      "1 container, 2.5 M lines, 350 MB, 304 MB/s",
      "1 container, 2.5 M lines, 350 MB, 250 MB/s",
      "1 container, 2.5 M lines, 350 MB, 212 MB/s",
      "1 container, 2.5 M lines, 350 MB, 184 MB/s",
    ],
  );
});

test("L28 progress: is taken away at the end, and leaves no timer", async () => {
  const clock = new ManualClock();
  const io = recordingIo({ isTerminal: true });
  const progress = new Progress(new ErrorLines(io.stderr), clock);
  await clock.advance(500);
  progress.end();
  assert.ok(io.err().endsWith("\r\u001b[K"));
  assert.equal(clock.timerCount, 0);
});

test("L28 progress: a line is never longer than the terminal is wide", async () => {
  const clock = new ManualClock();
  const io = recordingIo({ isTerminal: true, columns: 20 });
  const progress = new Progress(new ErrorLines(io.stderr), clock);
  await clock.advance(500);
  progress.end();
  assert.ok(shown(io.err()).every((text) => text.length < 20));
});

test("L28 progress: there is none without a terminal", async () => {
  const clock = new ManualClock();
  const io = recordingIo();
  const progress = new Progress(new ErrorLines(io.stderr), clock);
  await clock.advance(5000);
  progress.end();
  assert.equal(io.err(), "");
});
