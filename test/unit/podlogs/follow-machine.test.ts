import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type FollowEvent,
  type FollowState,
  followTransitions,
  nextFollowState,
} from "../../../src/podlogs/follow-machine.ts";

const states = Object.keys(followTransitions) as FollowState[];

test("L14 every state of a follow is reached from the first one, and leads to the end", () => {
  const reachable = (from: FollowState): Set<FollowState> => {
    const found = new Set<FollowState>([from]);
    for (const state of found) for (const next of Object.values(followTransitions[state])) found.add(next);
    return found;
  };
  assert.deepEqual([...reachable("looking")].sort(), [...states].sort());
  for (const state of states) assert.ok(reachable(state).has("over"), state);
});

const rows: readonly (readonly [FollowState, FollowEvent, FollowState])[] = [
  ["looking", "found-first", "backlog"],
  ["backlog", "found-running", "streaming"],
  ["streaming", "ended", "pausing"],
  ["streaming", "cut", "pausing"],
  ["pausing", "due", "looking"],
  ["looking", "found-running", "streaming"],
  ["looking", "found-terminated", "verifying"],
  ["verifying", "read", "looking"],
  ["looking", "found-none", "waiting"],
  ["waiting", "changed", "looking"],
  ["looking", "finished", "over"],
];

test("L14 no end of a stream is trusted: behind each one the container's state is asked for", () => {
  for (const [state, event, next] of rows) assert.equal(nextFollowState(state, event), next, `${state} ${event}`);
});

test("L14 an event that cannot happen in a state is a defect", () => {
  assert.throws(() => nextFollowState("waiting", "cut"), /waiting cannot meet the event cut/);
  assert.throws(() => nextFollowState("over", "due"), /over/);
});
