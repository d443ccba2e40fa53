import assert from "node:assert/strict";
import { test } from "node:test";
import { followTargets, type OpenTarget } from "../../../../src/cli/logs/limited-follow.ts";
import type { Target } from "../../../../src/targets/target.ts";
import { HandSource } from "../../../support/hand-source.ts";
import { settle } from "../../../support/manual-clock.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { targetOf } from "../../../support/targets.ts";

async function* targetsOf(...names: readonly string[]): AsyncGenerator<Target, void, void> {
  for (const name of names) yield targetOf(name, "main");
}

/** A follow of these pods, which notes what is opened, in which way, and how to end it. */
function followed(initial: readonly string[], joining: readonly string[], maxStreams: number) {
  const opened: string[] = [];
  const ends = new Map<string, () => void>();
  const open: OpenTarget = ({ pod }, isInitial, onEnd) => {
    opened.push(isInitial ? pod.name : `${pod.name} from its first line`);
    ends.set(pod.name, onEnd);
    return new HandSource(pod.name);
  };
  const notices = new RecordedNotices();
  const stop = new AbortController();
  const set = { initial: initial.map((name) => targetOf(name, "main")), joining: targetsOf(...joining) };
  const sources = followTargets(set, open, { maxStreams, notices, signal: stop.signal });
  const joined = (async () => {
    for await (const _ of sources.joining);
  })();
  return {
    opened,
    notices,
    stop,
    joined,
    initialCount: sources.initial.length,
    end: (name: string) => ends.get(name)?.(),
  };
}

test("L6 follow: without a limit all are followed, and what joins is read from its first line", async () => {
  const follow = followed(["a", "b"], ["c"], Number.POSITIVE_INFINITY);
  await follow.joined;
  assert.deepEqual(follow.opened, ["a", "b", "c from its first line"]);
  assert.deepEqual(follow.notices.lines, []);
});

test("L17 --max-streams: a follow names the sources not followed yet, and goes on to them when others end", async () => {
  const follow = followed(["a", "b", "c"], ["d"], 2);
  await settle();
  assert.equal(follow.initialCount, 2);
  assert.deepEqual(follow.opened, ["a", "b"]);
  assert.deepEqual(follow.notices.lines, ["warning -: not followed until one of the other 2 has ended: shop/c/main"]);
  follow.end("b");
  await settle();
  assert.deepEqual(follow.opened, ["a", "b", "c"]);
  assert.equal(follow.notices.lines.at(-1), "warning -: not followed until one of the other 2 has ended: shop/d/main");
  follow.end("a");
  await follow.joined;
  assert.deepEqual(follow.opened, ["a", "b", "c", "d from its first line"]);
});

test("L17 --max-streams: an abort ends the waiting", async () => {
  const follow = followed(["a", "b"], [], 1);
  await settle();
  follow.stop.abort();
  await follow.joined;
  assert.deepEqual(follow.opened, ["a"]);
});
