import assert from "node:assert/strict";
import { test } from "node:test";
import { compareWindows } from "../../../../src/cli/logs/compared-windows.ts";
import type { LogRecord } from "../../../../src/patterns/records.ts";
import { formatTimestamp, type Instant, parseTimestamp } from "../../../../src/time/timestamp.ts";
import type { TimeWindow } from "../../../../src/time/time-window.ts";
import { utc } from "../../../../src/time/time-zone.ts";

const context = { nowMs: () => Date.UTC(2026, 10, 21, 12), zone: utc };

function moment(time: string): Instant {
  return parseTimestamp(`2026-11-21T${time}Z`) ?? assert.fail(time);
}

function sidesOf(
  reference: Parameters<typeof compareWindows>[0],
  now: TimeWindow,
  times: readonly string[],
): readonly (string | undefined)[] {
  const { sideOf } = compareWindows(reference, now, context);
  const record = { bytes: Buffer.alloc(0), start: 0, end: 0, flags: 0, source: { id: 0, facts: {} } };
  return times.map((time) => sideOf({ ...record, ...moment(time) } satisfies LogRecord));
}

test("L22 --diff 1h: the hour right before the window, which has its own first moment", () => {
  const now = { first: moment("11:00:00"), last: moment("11:30:00") };
  const times = ["09:59:59.999999999", "10:00:00", "10:59:59.999999999", "11:00:00", "11:30:00", "11:30:00.000000001"];
  assert.deepEqual(sidesOf({ kind: "time-before", duration: "1h" }, now, times), [
    undefined,
    "before",
    "before",
    "now",
    "now",
    undefined,
  ]);
});

test("L22 --diff 3h..2h: what lies between the windows is of neither, and what lies in both is of the later", () => {
  const reference = { kind: "window", since: "3h", before: "2h" } as const;
  const times = ["08:59:59", "09:00:00", "10:00:00", "10:30:00", "11:00:00"];
  const apart = { first: moment("10:30:00") };
  assert.deepEqual(sidesOf(reference, apart, times), [undefined, "before", undefined, "now", "now"]);
  const overlapping = { first: moment("09:00:00") };
  assert.deepEqual(sidesOf(reference, overlapping, times), [undefined, "now", "now", "now", "now"]);
});

test("L22 --diff 3h..2h without --since: all that came after it is compared", () => {
  const times = ["08:59:59", "09:00:00", "09:59:59.999999999", "10:00:00", "11:59:59"];
  const reference = { kind: "window", since: "3h", before: "2h" } as const;
  assert.deepEqual(sidesOf(reference, {}, times), [undefined, "before", "before", "now", "now"]);
});

test("L22 both windows are read at once", () => {
  const now = { first: moment("11:00:00"), last: moment("11:30:00") };
  const { window } = compareWindows({ kind: "time-before", duration: "90m" }, now, context);
  assert.equal(formatTimestamp(window.first ?? assert.fail()), "2026-11-21T09:30:00.000000000Z");
  assert.deepEqual(window.last, now.last);
});
