import assert from "node:assert/strict";
import { test } from "node:test";
import { tellWindow } from "../../../../src/cli/logs/window-notices.ts";
import { parseTimeWindow, type TimeWindowFlags } from "../../../../src/time/time-window.ts";
import { loadTimeZone } from "../../../../src/time/time-zone.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";

const rows: readonly (readonly [title: string, flags: TimeWindowFlags, said: readonly RegExp[]])[] = [
  [
    "a time of day that was yesterday",
    { since: "23:59" },
    [/^info -: --since 23:59 is yesterday's: 2026-11-20T23:59:00/],
  ],
  ["a time of day of today", { since: "10:00", until: "11:00" }, []],
  ["an end that is still to come today", { since: "11:00", until: "13:00" }, []],
  ["an end that is still to come, without a beginning", { before: "13:00" }, []],
  ["the midnight of today as an end", { since: "2026-11-20", before: "00:00" }, []],
  [
    "a window of yesterday",
    { since: "13:00", until: "14:00" },
    [/^info -: --since 13:00 is yesterday's/, /^info -: --until 14:00 is yesterday's: 2026-11-20T14:00:00Z/],
  ],
  ["a beginning in the future", { since: "2026-11-22T00:00:00Z" }, [/^warning .* still to come: 2026-11-22T00:00/]],
  ["a duration", { since: "1h" }, []],
];

for (const [title, flags, said] of rows) {
  test(`L7 ${title}: ${said.length === 0 ? "nothing" : "something"} is said`, async () => {
    const context = { nowMs: () => Date.parse("2026-11-21T12:00:00Z"), zone: await loadTimeZone("UTC") };
    const notices = new RecordedNotices();
    tellWindow(flags, parseTimeWindow(flags, context), context, notices);
    assert.equal(notices.lines.length, said.length);
    for (const [place, pattern] of said.entries()) assert.match(notices.lines[place] ?? "", pattern);
  });
}
