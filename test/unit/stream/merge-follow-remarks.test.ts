import assert from "node:assert/strict";
import { test } from "node:test";
import { caughtUp } from "../../../src/stream/source.ts";
import { blockOf } from "../../support/entries.ts";
import { FollowRun } from "../../support/follow-run.ts";
import { liveSources } from "../../support/follow-sources.ts";
import { HandSource } from "../../support/hand-source.ts";
import { settle } from "../../support/manual-clock.ts";

test("L12 L26 follow: a remark is told when all lines before it are out, and not before", async () => {
  const [a, b] = liveSources(2) as [HandSource, HandSource];
  await using run = new FollowRun([a, b]);
  const told: string[] = [];
  const remark = { kind: "remark" as const, tell: () => void told.push(run.texts.join(" ")) };
  await run.clock.advance(1000);
  await a.say(blockOf(0, [[1, "a1"]]), remark, blockOf(0, [[2, "a2"]]));
  assert.deepEqual(told, []);
  await run.clock.advance(300);
  assert.deepEqual(told, ["a1* a2*"]);
  await a.say(remark);
  assert.deepEqual(told.length, 2, "nothing is before it that is not out");
  await b.say(blockOf(1, [[3, "b3"]]), remark);
  b.end();
  a.end();
  await run.finish();
  assert.deepEqual(told.at(-1), "a1* a2* b3*");
});

test("L8 L13 L26 follow: a remark of the backlog is told behind the mark that lets its last lines out", async () => {
  const a = new HandSource("a", [blockOf(0, [[1, "a1"]])]);
  const b = new HandSource("b", []);
  await using run = new FollowRun([a, b]);
  const told: number[] = [];
  await a.say(
    { kind: "remark", tell: () => void told.push(run.batches.filter(({ isLive }) => isLive).length) },
    caughtUp,
  );
  await b.say(blockOf(1, [[2, "b2"]]));
  assert.deepEqual(told, []);
  await b.say(caughtUp);
  await settle();
  assert.deepEqual(told, [1]);
});

test("L26 follow: what is told of a source that ends comes out at the end at the latest", async () => {
  const a = new HandSource("a", [caughtUp, blockOf(0, [[1, "a1"]])]);
  await using run = new FollowRun([a]);
  const told: string[] = [];
  await a.say({ kind: "remark", tell: () => void told.push(run.texts.join(" ")) });
  a.end();
  await run.finish();
  assert.deepEqual(told, ["a1*"]);
});
