import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { caughtUp } from "../../../src/stream/source.ts";
import { blockOf } from "../../support/entries.ts";
import { FollowRun, JoiningSources } from "../../support/follow-run.ts";
import { HandSource } from "../../support/hand-source.ts";
import { blocksOfScripts, expectedMerge, sourceScripts } from "../../support/merge-cases.ts";
import { assertClosedOnce } from "../../support/follow-sources.ts";

test("L13 follow: the backlog of all sources is merged as exactly as a finished read, whatever the window is", async () => {
  await fc.assert(
    fc.asyncProperty(sourceScripts, fc.boolean(), async (scripts, isMarked) => {
      const sources = blocksOfScripts(scripts).map((blocks, id) => {
        return HandSource.finished(`s${id}`, isMarked ? [...blocks, caughtUp] : blocks);
      });
      await using run = new FollowRun(sources, { windowMs: 0 });
      await run.done;
      assert.deepEqual(
        run.entries.map(({ source, text, at, key }) => ({ source, text, at, key })),
        expectedMerge(scripts),
      );
      assert.ok(run.entries.every(({ flags, isLive }) => flags === 0 && !isLive));
      assert.deepEqual(run.batches.at(-1), { isLive: true, count: 0 });
      assertClosedOnce(sources);
    }),
    { numRuns: 60 },
  );
});

test("L13 follow: nothing of the backlog comes out before each source shows its next entry or is caught up", async () => {
  const [a, b, c] = [0, 1, 2].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource, HandSource];
  await using run = new FollowRun([a, b, c]);
  await a.say(
    blockOf(0, [
      [1, "a1"],
      [4, "a4"],
    ]),
    caughtUp,
  );
  await c.say(caughtUp);
  await run.clock.advance(4000);
  assert.deepEqual(run.texts, []);
  await b.say(
    blockOf(1, [
      [2, "b2"],
      [6, "b6"],
    ]),
  );
  assert.deepEqual(run.texts, ["a1", "b2", "a4", "b6"]);
  await b.say(blockOf(1, [[8, "b8"]]));
  assert.equal(
    run.batches.some(({ isLive }) => isLive),
    false,
  );
  await b.say(caughtUp);
  assert.deepEqual(run.texts, ["a1", "b2", "a4", "b6", "b8"]);
  assert.deepEqual(run.batches.at(-1), { isLive: true, count: 0 });
});

test("L13 follow: no batch has entries of the backlog and live ones", async () => {
  const [a, b] = [0, 1].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await a.say(
    blockOf(0, [
      [1, "a1"],
      [9, "a9"],
    ]),
    caughtUp,
    blockOf(0, [[12, "a12"]]),
  );
  await b.say(
    blockOf(1, [[2, "b2"]]),
    caughtUp,
    blockOf(1, [
      [10, "b10"],
      [13, "b13"],
    ]),
  );
  assert.deepEqual(run.texts, ["a1", "b2", "a9", "b10*", "a12*"]);
});

test("L13 follow: a source that says nothing for 5 s is left out with a notice, and its lines come late", async () => {
  const [a, b] = [0, 1].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await a.say(
    blockOf(0, [
      [1, "a1"],
      [4, "a4"],
    ]),
    caughtUp,
  );
  await run.clock.advance(4999);
  assert.deepEqual([run.texts, run.notices.all], [[], []]);
  await run.clock.advance(1);
  assert.deepEqual(run.texts, ["a1", "a4"]);
  assert.deepEqual(run.batches.at(-1), { isLive: true, count: 0 });
  assert.match(run.notices.lines.join(), /^warning s1: has sent nothing for 5 s/);
  await b.say(
    blockOf(1, [
      [2, "b2"],
      [3, "b3"],
    ]),
    caughtUp,
  );
  await run.clock.advance(300);
  assert.deepEqual(run.texts.slice(2), ["b2*!", "b3*!"]);
  assert.equal(run.notices.all.length, 1);
});

test("L13 follow: a source that keeps talking is waited for, however long its backlog takes", async () => {
  const [a, b] = [0, 1].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  await a.say(blockOf(0, [[50, "a"]]), caughtUp);
  for (let round = 0; round < 10; round++) {
    await run.clock.advance(4000);
    await b.say(blockOf(1, [[round, `b${round}`]]));
  }
  assert.deepEqual(
    run.texts,
    Array.from({ length: 10 }, (_, round) => `b${round}`),
  );
  assert.deepEqual(run.notices.all, []);
});

test("L13 L16 follow: a source is not taken for silent because the reader of the output was away", async () => {
  const [a, b] = [0, 1].map((id) => new HandSource(`s${id}`)) as [HandSource, HandSource];
  await using run = new FollowRun([a, b], { isAway: true });
  await a.say(blockOf(0, [[1, "a1"]]));
  await b.say(blockOf(1, [[2, "b2"]]));
  await run.clock.advance(100);
  await a.say(blockOf(0, [[3, "a3"]]));
  await run.clock.advance(60_000);
  run.comeBack();
  await run.clock.advance(4999);
  assert.deepEqual(run.texts, ["a1", "b2"]);
  assert.deepEqual(run.notices.all, []);
  await b.say(blockOf(1, [[9, "b9"]]));
  assert.deepEqual(run.texts, ["a1", "b2", "a3"]);
});

test("L8 L13 follow: the only source is waited for however long it is silent, which is told once and true", async () => {
  const a = new HandSource("s0");
  const joining = new JoiningSources();
  await using run = new FollowRun([a], { joining });
  await run.clock.advance(30_000);
  const lone = "warning s0: has sent nothing for 5 s, and is waited for";
  assert.deepEqual(run.notices.lines, [lone]);
  await a.say(blockOf(0, [[1, "a1"]]));
  await run.clock.advance(30_000);
  assert.deepEqual(run.notices.lines, [lone]);
  await a.say(caughtUp);
  assert.deepEqual(run.texts, ["a1"], "it is backlog, of which --tail keeps the last lines");
});

test("L13 follow: the only source is left out after all when another one joins", async () => {
  const a = new HandSource("s0");
  const joining = new JoiningSources();
  await using run = new FollowRun([a], { joining });
  await run.clock.advance(6000);
  joining.add(HandSource.finished("s1", [blockOf(1, [[5, "b5"]])]));
  await run.clock.advance(1000);
  assert.deepEqual(run.texts, ["b5*"]);
  assert.match(run.notices.lines.at(-1) ?? "", /^warning s0: has sent nothing for 5 s; the others go on/);
});
