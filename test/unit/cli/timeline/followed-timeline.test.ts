import assert from "node:assert/strict";
import { test } from "node:test";
import type { MergeRequest } from "../../../../src/cli/logs/merge-sources.ts";
import { SourceRegistry } from "../../../../src/cli/logs/source-registry.ts";
import { FollowedTimeline } from "../../../../src/cli/timeline/followed-timeline.ts";
import type { Target } from "../../../../src/targets/target.ts";
import { podObject } from "../../../support/pod-objects.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { recordingIo } from "../../../support/recording-io.ts";
import { targetOf } from "../../../support/targets.ts";

const { client } = targetOf("any", "main");

function target(name: string): Target {
  return { ...targetOf(name, "main", podObject(name, { uid: `uid-of-${name}` })), client };
}

/** A follow of these pods' nodes and events, of which none is asked, and whose entries it waits for. */
function followOf(...names: readonly string[]) {
  const registry = new SourceRegistry();
  const merge = { registry, filter: undefined, windowOf: () => ({}), request: { amount: { merged: { kind: "all" } } } };
  const context = {
    timeline: { services: ["kubelet"], hasEvents: true },
    merge: merge as unknown as MergeRequest,
    io: recordingIo(),
    notices: new RecordedNotices(),
    hasSeveralClusters: false,
  };
  const joining = new TransformStream<Target, Target>();
  const writer = joining.writable.getWriter();
  const set = { initial: names.map(target), joining: joining.readable.values() };
  const timeline = new FollowedTimeline(set, context, new AbortController().signal);
  const joined = timeline.set.joining[Symbol.asyncIterator]();
  return {
    /** What it waits for entries of, by pod. */
    countOf: (name: string): readonly string[] => {
      registry.addFacts({});
      const infos = registry.takeChange() ?? [];
      return infos.flatMap(({ facts }) => (facts.pod === name ? (facts.service ?? "") : [])).toSorted();
    },
    join: async (name: string): Promise<void> => {
      void writer.write(target(name));
      await joined.next();
    },
    leave: (name: string): void => timeline.leave(target(name)),
  };
}

test("N6 follow: a pod that joins again is not counted twice, and stays however many others leave", async () => {
  const follow = followOf("web-1");
  assert.deepEqual(follow.countOf("web-1"), ["events", "kubelet"]);
  follow.leave("web-1");
  await follow.join("web-1");
  assert.deepEqual(follow.countOf("web-1"), ["events", "kubelet"]);
  for (let other = 0; other < 60; other++) {
    await follow.join(`other-${other}`);
    follow.leave(`other-${other}`);
  }
  assert.deepEqual(follow.countOf("web-1"), ["events", "kubelet"]);
});

test("N6 follow: of pods that have left the last fifty are still looked for", async () => {
  const follow = followOf("web-1");
  follow.leave("web-1");
  for (let other = 0; other < 50; other++) {
    assert.equal(follow.countOf("web-1").length, 2);
    await follow.join(`other-${other}`);
    follow.leave(`other-${other}`);
  }
  assert.deepEqual(follow.countOf("web-1"), []);
  assert.equal(follow.countOf("other-0").length, 2);
});
