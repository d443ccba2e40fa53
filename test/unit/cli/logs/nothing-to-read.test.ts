import assert from "node:assert/strict";
import { test } from "node:test";
import { type NoticesOfRead, noticesOfRead } from "../../../../src/cli/logs/nothing-to-read.ts";
import type { Following } from "../../../../src/cli/logs/following.ts";
import type { ContainerStatus } from "../../../../src/kube/objects.ts";
import type { Notice } from "../../../../src/stream/notice.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { targetOf } from "../../../support/targets.ts";

const waiting = { waiting: { reason: "ErrImageNeverPull" } };
const running: Partial<ContainerStatus> = { state: { running: {} }, containerID: "containerd://1" };
const crashed: Partial<ContainerStatus> = { state: waiting, lastState: { terminated: { exitCode: 1 } } };
/** Its command is not in its image. */
const failed: Partial<ContainerStatus> = {
  state: { waiting: { reason: "RunContainerError" } },
  lastState: { terminated: { exitCode: 128, reason: "StartError" } },
  containerID: "containerd://1",
};
const notStarted: Notice = { level: "warning", code: "KT_NOT_STARTED", message: "has not started" };
const noPrevious: Notice = { level: "warning", code: "KT_NO_PREVIOUS", message: "has no previous instance" };

const rows: readonly {
  readonly title: string;
  readonly instances: Following["instances"];
  readonly states: readonly Partial<ContainerStatus>[];
  readonly notice: Notice;
  readonly level: Notice["level"];
}[] = [
  {
    title: "none has started: an error",
    instances: "current",
    states: [{ state: waiting }, {}],
    notice: notStarted,
    level: "error",
  },
  {
    title: "one of two runs: a warning",
    instances: "current",
    states: [{ state: waiting }, running],
    notice: notStarted,
    level: "warning",
  },
  {
    title: "all starts failed: an error",
    instances: "current",
    states: [failed, { containerID: "containerd://1", state: failed.lastState ?? {} }],
    notice: notStarted,
    level: "error",
  },
  {
    title: "one start failed, and that container runs now: a warning",
    instances: "current",
    states: [{ ...failed, ...running }, failed],
    notice: notStarted,
    level: "warning",
  },
  {
    title: "one has crashed and waits to start again: a warning",
    instances: "all",
    states: [{ state: waiting }, crashed],
    notice: notStarted,
    level: "warning",
  },
  {
    title: "none has an earlier instance, and that was asked for: an error",
    instances: "previous",
    states: [running, running],
    notice: noPrevious,
    level: "error",
  },
  {
    title: "one of two has an earlier instance: a warning",
    instances: "previous",
    states: [running, crashed],
    notice: noPrevious,
    level: "warning",
  },
  {
    title: "another warning stays one",
    instances: "current",
    states: [{ state: waiting }],
    notice: { level: "warning", message: "another" },
    level: "warning",
  },
];

for (const { title, instances, states, notice, level } of rows) {
  test(`L31 containers that cannot be read: ${title}`, () => {
    const notices = new RecordedNotices();
    readingOf(states, instances, notices).notice(notice);
    assert.deepEqual(notices.all, [{ ...notice, level }]);
  });
}

/** Where a read of containers in these states is told. */
function readingOf(
  states: readonly Partial<ContainerStatus>[],
  instances: Following["instances"],
  notices: RecordedNotices,
): NoticesOfRead {
  const targets = states.map((state, place) =>
    targetOf(`web-${place}`, "main", {
      metadata: { name: `web-${place}` },
      spec: { containers: [{ name: "main" }] },
      status: { containerStatuses: [{ name: "main", restartCount: 0, ...state }] },
    }),
  );
  const following: Following = {
    ...{ instances, isFollow: false, isWaitingForNew: false },
    ...{ reorderWindowMs: 300, maxStreams: undefined },
  };
  return noticesOfRead(targets, following, notices);
}

/** What is told of so many containers that have not started, beside one that runs. */
function toldOf(count: number): readonly string[] {
  const told = new RecordedNotices();
  const notices = readingOf([running], "current", told);
  for (let number = 0; number < count; number++) notices.notice({ ...notStarted, about: `shop/web-${number}/main` });
  notices.tellRest();
  return told.lines;
}

test("L31 of many containers that have not started the first three are told, and the others in one notice", () => {
  assert.deepEqual(toldOf(6).slice(2), [
    "warning shop/web-2/main: has not started",
    "warning -: 3 more containers cannot be read: 3 of them: has not started",
  ]);
});

test("L31 of four containers that have not started each is told", () => {
  assert.equal(toldOf(4)[3], "warning shop/web-3/main: has not started");
});
