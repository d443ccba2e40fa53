import assert from "node:assert/strict";
import { test } from "node:test";
import { utc } from "../../../src/time/time-zone.ts";
import { parseTimeWindow, type TimeWindowFlags, windowNeedsClock } from "../../../src/time/time-window.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";

const context = { nowMs: () => Date.parse("2026-11-21T10:30:00Z"), zone: utc };

function read(flags: TimeWindowFlags): readonly [string | undefined, string | undefined] {
  const { first, last } = parseTimeWindow(flags, context);
  return [first && formatTimestamp(first), last && formatTimestamp(last)];
}

const rows: readonly (readonly [flags: TimeWindowFlags, first: string | undefined, last: string | undefined])[] = [
  [{}, undefined, undefined],
  [{ since: "" }, undefined, undefined],
  [{ since: "0s" }, undefined, undefined],
  [{ since: "0" }, undefined, undefined],
  [{ since: "5m" }, "2026-11-21T10:25:00.000000000Z", undefined],
  [{ after: "2026-11-21T10:00:00Z" }, "2026-11-21T10:00:00.000000001Z", undefined],
  [{ after: "2026-11-21T09:59:59.999999999Z" }, "2026-11-21T10:00:00.000000000Z", undefined],
  [{ until: "2026-11-21T10:00:00Z" }, undefined, "2026-11-21T10:00:00.000000000Z"],
  [{ before: "2026-11-21T10:00:00Z" }, undefined, "2026-11-21T09:59:59.999999999Z"],
  [{ sinceTime: "2026-11-21T10:00:00Z" }, "2026-11-21T10:00:00.000000000Z", undefined],
  // The narrowest of several.
  [{ since: "2h", after: "2026-11-21T10:00:00Z" }, "2026-11-21T10:00:00.000000001Z", undefined],
  [{ since: "5m", until: "1m" }, "2026-11-21T10:25:00.000000000Z", "2026-11-21T10:29:00.000000000Z"],
  // One moment, both ends included, is a window.
  [{ since: "1m", until: "1m" }, "2026-11-21T10:29:00.000000000Z", "2026-11-21T10:29:00.000000000Z"],
];

test("L7 window: --since and --until include their moment, --after and --before do not", () => {
  for (const [flags, first, last] of rows) assert.deepEqual(read(flags), [first, last], JSON.stringify(flags));
});

test("L7 window: an end before the beginning is refused, naming both flags", () => {
  const message = /^--since "5m" is later than --until "10m": no entry can lie between them$/;
  assert.throws(() => read({ since: "5m", until: "10m" }), { code: "KT_USAGE", message });
  assert.throws(() => read({ after: "5m", until: "5m" }), { code: "KT_USAGE", message: /--after "5m"/ });
  assert.throws(() => read({ since: "5m", before: "5m" }), { code: "KT_USAGE", message: /--before "5m"/ });
});

// It is 10:30.
const timesOfDay: readonly (readonly [flags: TimeWindowFlags, first: string | undefined, last: string])[] = [
  [{ since: "10:00", until: "11:30" }, "21T10:00", "21T11:30"],
  [{ since: "01:00", until: "23:00" }, "21T01:00", "21T23:00"],
  [{ since: "1h", until: "23:00" }, "21T09:30", "21T23:00"],
  [{ since: "2026-11-21", until: "12:00" }, "21T00:00", "21T12:00"],
  [{ until: "11:30" }, undefined, "21T11:30"],
  [{ until: "10:00" }, undefined, "21T10:00"],
  // Yesterday's is the nearer one.
  [{ until: "23:00" }, undefined, "20T23:00"],
  [{ since: "2d", until: "23:00" }, "19T10:30", "20T23:00"],
  // A window that has not come yet is yesterday's.
  [{ since: "14:00", until: "16:00" }, "20T14:00", "20T16:00"],
  [{ since: "23:00", until: "10:40" }, "20T23:00", "21T10:40"],
];

test("L7 window: a time of day ends it today, also when that is still to come", () => {
  for (const [flags, first, last] of timesOfDay) {
    assert.deepEqual(
      read(flags).map((text) => text?.slice(8, 16)),
      [first, last],
      JSON.stringify(flags),
    );
  }
  assert.equal(read({ before: "11:30" })[1], "2026-11-21T11:29:59.999999999Z");
});

test("L7 window: --since-time takes RFC 3339 only, as kubectl does", () => {
  for (const sinceTime of ["5m", "2026-11-21", "10:00"]) {
    assert.throws(() => read({ sinceTime }), {
      code: "KT_USAGE",
      message: /^--since-time .* is not a time in RFC 3339$/,
    });
  }
});

test("L7 window: only values that count from now need the server's clock", () => {
  assert.equal(windowNeedsClock({ since: "2026-11-21T10:00:00Z", until: "2026-11-21" }), false);
  assert.equal(windowNeedsClock({ since: "2026-11-21T10:00:00Z", until: "5m" }), true);
});
