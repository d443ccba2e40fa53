import assert from "node:assert/strict";
import { test } from "node:test";
import { noticesOfRead } from "../../../../src/cli/logs/nothing-to-read.ts";
import type { Following } from "../../../../src/cli/logs/following.ts";
import type { ContainerStatus } from "../../../../src/kube/objects.ts";
import type { Notice } from "../../../../src/stream/notice.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { targetOf } from "../../../support/targets.ts";

const waiting = { waiting: { reason: "ErrImageNeverPull" } };
const running: Partial<ContainerStatus> = { state: { running: {} }, containerID: "containerd://1" };
const crashed: Partial<ContainerStatus> = { state: waiting, lastState: { terminated: { exitCode: 1 } } };
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
    const targets = states.map((state, place) =>
      targetOf(`web-${place}`, "main", {
        metadata: { name: `web-${place}` },
        spec: { containers: [{ name: "main" }] },
        status: { containerStatuses: [{ name: "main", restartCount: 0, ...state }] },
      }),
    );
    const notices = new RecordedNotices();
    const following: Following = {
      ...{ instances, isFollow: false, isWaitingForNew: false },
      ...{ reorderWindowMs: 300, maxStreams: undefined },
    };
    noticesOfRead(targets, following, notices).notice(notice);
    assert.deepEqual(notices.all, [{ ...notice, level }]);
  });
}
