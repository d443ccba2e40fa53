import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { caughtUp, type LogSource } from "../../../src/stream/source.ts";
import { blockOf } from "../../support/entries.ts";
import { FollowRun, JoiningSources } from "../../support/follow-run.ts";
import { HandSource } from "../../support/hand-source.ts";
import { settle } from "../../support/manual-clock.ts";
import { emptied } from "../../support/merge-cases.ts";
import { assertClosedOnce, liveSources } from "../../support/follow-sources.ts";

test("L12 follow: a line comes out when its window is over although another source is silent", async () => {
  const [a, b] = liveSources(2) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await run.clock.advance(1000);
  await a.say(blockOf(0, [[1, "a"]]));
  await run.clock.advance(200);
  await a.say(blockOf(0, [[2, "b"]]));
  await run.clock.advance(99);
  assert.deepEqual(run.texts, []);
  await run.clock.advance(1);
  assert.deepEqual(run.texts, ["a*"]);
  await run.clock.advance(199);
  assert.deepEqual(run.texts, ["a*"]);
  await run.clock.advance(1);
  assert.deepEqual(run.texts, ["a*", "b*"]);
});

test("L12 follow: a line comes out at once when every source has passed it", async () => {
  const [a, b] = liveSources(2) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await a.say(
    blockOf(0, [
      [1, "a1"],
      [4, "a4"],
    ]),
  );
  assert.deepEqual(run.texts, []);
  await b.say(
    blockOf(1, [
      [2, "b2"],
      [3, "b3"],
      [9, "b9"],
    ]),
  );
  assert.deepEqual(run.texts, ["a1*", "b2*", "b3*", "a4*"]);
});

test("L12 follow: a source that has ended, and the only one left, hold nothing back", async () => {
  const [a, b] = liveSources(2) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await a.say(blockOf(0, [[5, "a"]]));
  b.end();
  await settle();
  assert.deepEqual(run.texts, ["a*"]);
  await a.say(blockOf(0, [[6, "b"]]));
  assert.deepEqual(run.texts, ["a*", "b*"]);
});

test("L12 follow: lines that arrive within the window come out in order, ties by source", async () => {
  const [a, b, c] = liveSources(3) as [HandSource, HandSource, HandSource];
  await using run = new FollowRun([a, b, c]);
  await c.say(blockOf(2, [[5, "c5"]]));
  await run.clock.advance(100);
  await a.say(
    blockOf(0, [
      [3, "a3"],
      [5, "a5"],
    ]),
  );
  await run.clock.advance(199);
  await b.say(
    blockOf(1, [
      [1, "b1"],
      [4, "b4"],
      [7, "b7"],
    ]),
  );
  await run.clock.advance(1);
  // What is older than the line whose window is over comes out with it, however young its own window is.
  assert.deepEqual(run.texts, ["b1*", "a3*", "b4*", "a5*", "c5*"]);
  await run.clock.advance(299);
  assert.deepEqual(run.texts.at(-1), "b7*");
});

test("L12 follow: a line later than the window comes out at once, is flagged, and all of them are counted", async () => {
  const [a, b] = liveSources(2) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await a.say(
    blockOf(0, [
      [10, "a10"],
      [20, "a20"],
    ]),
  );
  await run.clock.advance(300);
  await b.say(
    blockOf(1, [
      [5, "b5"],
      [15, "b15"],
      [20, "b20"],
      [30, "b30"],
    ]),
  );
  assert.deepEqual(run.texts, ["a10*", "a20*", "b5*!", "b15*!", "b20*"]);
  await run.clock.advance(300);
  run.abort();
  await run.done;
  assert.deepEqual(run.texts.at(-1), "b30*");
  assert.match(run.notices.lines.join(), /info -: 2 lines came later than the reorder window of 300 ms/);
});

test("L12 follow: a single line that came late is told as one", async () => {
  const [a, b] = liveSources(2) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await a.say(blockOf(0, [[20, "a20"]]));
  await run.clock.advance(300);
  await b.say(blockOf(1, [[5, "b5"]]));
  run.abort();
  await run.done;
  assert.match(
    run.notices.lines.join(),
    /: 1 line came later than the reorder window of 300 ms and stands out of order/,
  );
});

test("L11 L12 follow: a container's own order stays when its clock runs backwards, and that is not late", async () => {
  const [a, b] = liveSources(2) as [HandSource, HandSource];
  const clock = new KeyClock();
  await using run = new FollowRun([a, b]);
  await a.say(
    blockOf(
      0,
      [
        [10, "a10"],
        [7, "a7"],
      ],
      clock,
    ),
  );
  await b.say(blockOf(1, [[8, "b8"]]));
  await run.clock.advance(300);
  await a.say(
    blockOf(
      0,
      [
        [9, "a9"],
        [11, "a11"],
      ],
      clock,
    ),
  );
  await run.clock.advance(300);
  assert.deepEqual(run.texts, ["b8*", "a10*", "a7*", "a9*", "a11*"]);
});

test("L6 follow: sources that join take part from then on; the merge ends when none is left and none can come", async () => {
  const [a] = liveSources(1) as [HandSource];
  const joining = new JoiningSources();
  await using run = new FollowRun([a], { joining });
  await a.say(blockOf(0, [[1, "a1"]]));
  assert.deepEqual(run.texts, ["a1*"]);
  const b = new HandSource("s1", [
    blockOf(1, [
      [0, "b0"],
      [2, "b2"],
      [5, "b5"],
    ]),
    caughtUp,
  ]);
  joining.add(b);
  await settle();
  await a.say(blockOf(0, [[3, "a3"]]));
  assert.deepEqual(run.texts, ["a1*", "b0*!", "b2*", "a3*"]);
  a.end();
  b.end();
  await settle();
  assert.deepEqual(run.texts.at(-1), "b5*");
  assert.equal(run.isDone, false);
  joining.end();
  await run.done;
  assertClosedOnce([a, b]);
});

test("L6 follow: with no source at the start it is live at once and waits", async () => {
  const joining = new JoiningSources();
  await using run = new FollowRun([], { joining });
  await run.clock.advance(10_000);
  assert.deepEqual(run.batches, [{ isLive: true, count: 0 }]);
  assert.equal(run.isDone, false);
  joining.add(new HandSource("s0", [caughtUp, blockOf(0, [[1, "a"]])]));
  await settle();
  assert.deepEqual(run.texts, ["a*"]);
});

test("L6 follow: when the sources can no longer be watched, those that are there go on", async () => {
  const [a] = liveSources(1) as [HandSource];
  const joining = new JoiningSources();
  await using run = new FollowRun([a], { joining });
  joining.fail(new Error("the watch is forbidden"));
  await settle();
  await a.say(blockOf(0, [[1, "a"]]));
  assert.deepEqual(run.texts, ["a*"]);
  assert.deepEqual(run.notices.lines, ["error -: new sources are no longer noticed: the watch is forbidden"]);
});

test("L31 follow: a source that breaks is reported, is out of everybody's way, and what it said comes out", async () => {
  const [a, b] = [0, 1].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource];
  const unreadable: LogSource = {
    name: "unreadable",
    read: () => {
      throw new Error("it was read before");
    },
    [Symbol.asyncDispose]: () => Promise.reject(new Error("the file is gone")),
  };
  await using run = new FollowRun([a, unreadable, b]);
  await a.say(
    blockOf(0, [
      [1, "a1"],
      [3, "a3"],
    ]),
  );
  await b.say(blockOf(1, [[2, "b2"]]));
  b.fail(new Error("connection refused"));
  await settle();
  assert.deepEqual(run.texts, ["a1", "b2", "a3"]);
  assert.deepEqual(run.notices.lines.sort(), [
    "error s1: connection refused",
    "error unreadable: it was read before",
    "warning unreadable: could not be closed: the file is gone",
  ]);
});

test("L18 follow: blocks that a filter emptied are harmless in the backlog and live", async () => {
  const [a, b] = [0, 1].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource];
  const nothing = emptied(blockOf(0, [[1, "x"]]));
  await using run = new FollowRun([a, b]);
  await a.say(nothing, blockOf(0, [[1, "a1"]]), nothing, caughtUp, nothing);
  await b.say(nothing, caughtUp);
  assert.deepEqual(run.texts, ["a1"]);
  await b.say(nothing, blockOf(1, [[2, "b2"]]), nothing);
  await run.clock.advance(300);
  assert.deepEqual(run.texts, ["a1", "b2*"]);
});

test("L16 follow: after an abort what had arrived comes out in order, and nothing that comes then", async () => {
  const sources = [0, 1].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource];
  const [a, b] = sources;
  const joining = new JoiningSources();
  await using run = new FollowRun(sources, { joining });
  await a.say(blockOf(0, [[5, "a5"]]), caughtUp, blockOf(0, [[6, "a6"]]));
  await b.say(
    blockOf(1, [
      [1, "b1"],
      [9, "b9"],
    ]),
  );
  await b.say(blockOf(1, [[10, "b10"]]));
  run.abort();
  await a.say(blockOf(0, [[7, "a7"]]));
  joining.add(new HandSource("s2", [blockOf(2, [[0, "c"]])]));
  await run.done;
  assert.deepEqual(
    run.entries.map(({ text }) => text),
    ["b1", "a5", "a6", "b9", "b10"],
  );
  assertClosedOnce(sources);
});

test("L16 follow: an abort before the beginning, or a source that joins during the end, leaves nothing open", async () => {
  const sources = liveSources(3);
  const joining = new JoiningSources();
  const run = new FollowRun(sources, { joining });
  run.abort();
  const late = new HandSource("late");
  joining.add(late);
  await run.done;
  await settle();
  assert.deepEqual(run.texts, []);
  assertClosedOnce([...sources, late]);
  await run[Symbol.asyncDispose]();
});
