import assert from "node:assert/strict";
import { test } from "node:test";
import { Completion } from "../../../../src/cli/logs/completion.ts";
import { KtError } from "../../../../src/errors/kt-error.ts";
import type { KubeClient } from "../../../../src/kube/client.ts";
import type { Pod } from "../../../../src/kube/objects.ts";
import type { Target } from "../../../../src/targets/target.ts";
import { ManualClock, settle } from "../../../support/manual-clock.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { targetOf } from "../../../support/targets.ts";

interface PodState {
  readonly exitCode?: number;
  readonly phase?: NonNullable<Pod["status"]>["phase"];
  readonly job?: string;
}

function podOf(name: string, { exitCode, phase, job }: PodState): Pod {
  const owner = { apiVersion: "batch/v1", kind: "Job", name: job ?? "", uid: `uid-of-${job}`, controller: true };
  return {
    metadata: { name, ...(job === undefined ? {} : { ownerReferences: [owner] }) },
    spec: { containers: [{ name: "main" }] },
    status: {
      ...(phase === undefined ? {} : { phase }),
      containerStatuses: [
        { name: "main", restartCount: 0, state: exitCode === undefined ? {} : { terminated: { exitCode } } },
      ],
    },
  };
}

/** A follow of these pods of a cluster where Jobs are in these states: a type of condition, or a failure to ask. */
function followed(pods: Readonly<Record<string, PodState | "gone">>, jobs: Readonly<Record<string, string | KtError>>) {
  const clock = new ManualClock();
  const notices = new RecordedNotices();
  const stop = new AbortController();
  const states = new Map(Object.entries(jobs));
  const client = {
    get: (path: string) => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const state = states.get(name);
      if (state instanceof KtError) return Promise.reject(state);
      const conditions = state === undefined ? [] : [{ type: state, status: "True", reason: "Because" }];
      return Promise.resolve({ metadata: { name }, status: { conditions } });
    },
  } as unknown as KubeClient;
  const targets = Object.entries(pods).map(([name, state]): Target => {
    const target = targetOf(name, "main", state === "gone" ? undefined : podOf(name, state));
    return { ...target, client };
  });
  const completion = new Completion({ clock, notices, signal: stop.signal });
  const set = completion.ending({ initial: targets, joining: never() });
  let isOver = false;
  const joined = (async () => {
    for await (const _ of set.joining);
    isOver = true;
  })();
  return { clock, notices, stop, states, targets, completion, joined, isOver: () => isOver };
}

async function* never(): AsyncGenerator<Target, void, void> {
  await new Promise(() => {});
}

const forbidden = new KtError("KT_FORBIDDEN", "no right to get jobs.batch");

const verdicts: readonly (readonly [
  title: string,
  pods: Readonly<Record<string, PodState | "gone">>,
  jobs: Readonly<Record<string, string | KtError>>,
  failure: string | undefined,
])[] = [
  ["all have ended well", { a: { exitCode: 0 }, b: { exitCode: 0 } }, {}, undefined],
  ["one has not", { a: { exitCode: 0 }, b: { exitCode: 3 } }, {}, "shop/b/main ended with exit code 3"],
  ["a pod was evicted", { a: { exitCode: 0, phase: "Failed" } }, {}, "pod shop/a failed"],
  ["a pod was deleted", { a: "gone" }, {}, "shop/a/main was deleted, and how it ended is not known"],
  [
    "a Job made up for a pod that failed",
    { a: { exitCode: 1, job: "j" }, b: { exitCode: 0, job: "j" } },
    { j: "Complete" },
    undefined,
  ],
  ["a Job failed", { a: { exitCode: 1, job: "j" } }, { j: "Failed" }, 'job "j" in namespace "shop" failed (Because)'],
  [
    "a Job cannot be asked, and a pod of it made up for the other",
    { a: { exitCode: 1, job: "j" }, b: { exitCode: 0, phase: "Succeeded", job: "j" } },
    { j: forbidden },
    undefined,
  ],
  ["a Job cannot be asked", { a: { exitCode: 1, job: "j" } }, { j: forbidden }, "shop/a/main ended with exit code 1"],
];

for (const [title, pods, jobs, failure] of verdicts) {
  test(`L23 --exit-on-complete: ${title}: ${failure ?? "good"}`, async () => {
    const { completion, joined, targets } = followed(pods, jobs);
    for (const target of targets) completion.end(target);
    await joined;
    assert.equal((await completion.failure())?.message, failure);
  });
}

test("L23 --exit-on-complete: it is not over while one is followed, nor while a Job may make another pod", async () => {
  const { clock, completion, isOver, joined, states, targets } = followed(
    { a: { exitCode: 1, job: "j" }, b: { exitCode: 0 } },
    {},
  );
  const [first, second] = targets;
  assert.ok(first && second);
  completion.end(first);
  await settle();
  assert.equal(isOver(), false);
  completion.end(second);
  await settle();
  assert.equal(isOver(), false, "the Job is not over");
  states.set("j", "Complete");
  await clock.advance(1000);
  await joined;
});

test("L23 --exit-on-complete: a right that is missing is said once", async () => {
  const { completion, joined, notices, targets } = followed({ a: { exitCode: 0, job: "j" } }, { j: forbidden });
  for (const target of targets) completion.end(target);
  await joined;
  await completion.failure();
  assert.deepEqual(notices.lines, ["warning shop/job/j: its pods tell whether it is done: no right to get jobs.batch"]);
});

test("L23 a question about a Job that is cut off by the end of the run is no warning", async () => {
  const run = followed({ a: { exitCode: 1, job: "j" } }, { j: "Failed" });
  const [target = assert.fail("no target")] = run.targets;
  const cut = Promise.withResolvers<never>();
  Object.assign(target.client, { get: () => cut.promise });
  run.completion.end(target);
  await settle();
  run.stop.abort();
  cut.reject(new KtError("KT_UNREACHABLE", "cannot reach the API server: the client was closed"));
  await settle();
  assert.deepEqual(run.notices.all, []);
});
