import assert from "node:assert/strict";
import { test } from "node:test";
import { lastTimeOf, textOfEvent } from "../../../src/events/kube-event.ts";
import type { KubeEvent } from "../../../src/kube/objects.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";

const rows: readonly (readonly [title: string, event: Omit<KubeEvent, "metadata">, time: string, text: string])[] = [
  [
    "one that came once",
    {
      type: "Normal",
      reason: "Started",
      message: "Container started",
      count: 1,
      firstTimestamp: "2026-11-21T08:11:56Z",
      lastTimestamp: "2026-11-21T08:11:56Z",
      eventTime: null,
    },
    "2026-11-21T08:11:56.000000000Z",
    "[Normal] Started: Container started",
  ],
  [
    "one that came often",
    {
      type: "Warning",
      reason: "BackOff",
      message: "Back-off restarting failed container",
      count: 12,
      firstTimestamp: "2026-11-21T08:11:56Z",
      lastTimestamp: "2026-11-21T08:31:00Z",
    },
    "2026-11-21T08:31:00.000000000Z",
    "[Warning] BackOff: Back-off restarting failed container (12 times since 2026-11-21T08:11:56Z)",
  ],
  [
    "one of the newer way, to the microsecond",
    { type: "Normal", reason: "Scheduled", message: "assigned", eventTime: "2026-11-21T08:11:56.123456Z" },
    "2026-11-21T08:11:56.123456000Z",
    "[Normal] Scheduled: assigned",
  ],
  [
    "a series of the newer way",
    {
      type: "Warning",
      reason: "FailedScheduling",
      message: "no nodes",
      eventTime: "2026-11-21T08:11:56.123456Z",
      series: { count: 3, lastObservedTime: "2026-11-21T08:12:56.5Z" },
    },
    "2026-11-21T08:12:56.500000000Z",
    "[Warning] FailedScheduling: no nodes (3 times since 2026-11-21T08:11:56.123456Z)",
  ],
  [
    "one that tells little, over several lines",
    { message: "first\n  second\r\nthird" },
    "2026-11-21T08:00:00.000000000Z",
    "[Normal] first second third",
  ],
];

for (const [title, event, time, text] of rows) {
  test(`N6 events: ${title}`, () => {
    const whole: KubeEvent = { metadata: { name: "a", creationTimestamp: "2026-11-21T08:00:00Z" }, ...event };
    const at = lastTimeOf(whole);
    assert.equal(at && formatTimestamp(at), time);
    assert.equal(textOfEvent(whole), text);
  });
}
