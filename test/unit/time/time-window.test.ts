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
