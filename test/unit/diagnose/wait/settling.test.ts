import assert from "node:assert/strict";
import { test } from "node:test";
import { Settling } from "../../../../src/diagnose/wait/settling.ts";
import type { Container, ContainerStatus, Pod } from "../../../../src/kube/objects.ts";

const beganMs = Date.parse("2026-11-21T10:00:00Z");

function at(seconds: number): string {
  return new Date(beganMs + seconds * 1000).toISOString();
}

function pod(status: Partial<ContainerStatus>, container: Partial<Container> = {}): Pod {
  return {
    metadata: { name: "web-1", uid: "u" },
    spec: { restartPolicy: "Always", containers: [{ name: "main", ...container }] },
    status: { phase: "Running", containerStatuses: [{ name: "main", restartCount: 0, ...status }] },
  };
}

function running(sinceSeconds: number, restartCount: number = 0): Partial<ContainerStatus> {
  const lastState = restartCount === 0 ? {} : { terminated: { exitCode: 1, finishedAt: at(sinceSeconds - 1) } };
  return { restartCount, state: { running: { startedAt: at(sinceSeconds) } }, lastState };
}

type Look = readonly [atSeconds: number, status: Partial<ContainerStatus>, text: string | undefined];

const young = "young: container main of pod web-1 has only just begun";
const ended = "ended: container main of pod web-1 ended with exit code 1, and has to stay up";
const again = "again: container main of pod web-1 ended again, with exit code 1";
const over: ContainerStatus["state"] = { terminated: { exitCode: 1, finishedAt: at(2) } };

const rows: readonly (readonly [title: string, looks: readonly Look[]])[] = [
  [
    "a container must have run for five seconds",
    [
      [1, running(0), young],
      [4, running(0), young],
      [5, running(0), undefined],
    ],
  ],
  [
    "a container that ends once, and stays up for ten seconds then, has settled",
    [
      [1, running(0), young],
      [2, { state: over }, ended],
      [4, running(3, 1), ended],
      [12, running(3, 1), ended],
      [13, running(3, 1), undefined],
    ],
  ],
  [
    "a container that ends twice crashes, also where the first end was before anybody watched",
    [
      [4, running(3, 1), ended],
      [5, { restartCount: 1, state: over }, again],
    ],
  ],
  [
    "a second end that nobody saw counts as well",
    [
      [1, running(0), young],
      [9, running(8, 2), again],
    ],
  ],
  ["restarts of long ago are forgotten", [[30, running(10, 7), undefined]]],
  [
    "a container that waits for its next start has not come to rest",
    [[4, { restartCount: 1, state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: over }, ended]],
  ],
];

for (const [title, looks] of rows) {
  test(`D6 wait: ${title}`, () => {
    const settling = new Settling();
    for (const [atSeconds, status, text] of looks) {
      const unrest = settling.look([pod(status)], beganMs + atSeconds * 1000);
      assert.equal(unrest && `${unrest.kind}: ${unrest.text}`, text, `after ${atSeconds} s`);
    }
  });
}

test("D6 wait: what a readiness probe vouches for, and pods that go or are over, are not waited for", () => {
  const fresh = pod(running(0));
  const others: readonly Pod[] = [
    pod(running(0), { readinessProbe: {} }),
    { ...fresh, metadata: { name: "web-2", deletionTimestamp: at(0) } },
    { ...fresh, status: { ...fresh.status, phase: "Succeeded" } },
  ];
  for (const one of others) assert.equal(new Settling().look([one], beganMs + 1000), undefined);
  assert.equal(new Settling().look([...others, fresh], beganMs + 1000)?.kind, "young");
});
