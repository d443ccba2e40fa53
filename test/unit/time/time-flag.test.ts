import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import { needsClock, parseTimeFlag } from "../../../src/time/time-flag.ts";
import { loadTimeZone } from "../../../src/time/time-zone.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";

const nowMs = Date.parse("2026-11-21T10:30:00.250Z");

async function read(text: string, zoneName = "UTC", edge: "first" | "last" = "first"): Promise<string> {
  const zone = await loadTimeZone(zoneName);
  return formatTimestamp(parseTimeFlag("--since", text, edge, { nowMs: () => nowMs, zone }));
}

const rows: readonly (readonly [text: string, zone: string, expected: string])[] = [
  ["5m", "UTC", "2026-11-21T10:25:00.250000000Z"],
  ["300ms", "UTC", "2026-11-21T10:29:59.950000000Z"],
  ["250000001ns", "UTC", "2026-11-21T10:29:59.999999999Z"],
  ["0s", "UTC", "2026-11-21T10:30:00.250000000Z"],
  ["now", "UTC", "2026-11-21T10:30:00.250000000Z"],
  ["PT30M", "UTC", "2026-11-21T10:00:00.250000000Z"],
  ["2d", "UTC", "2026-11-19T10:30:00.250000000Z"],
  ["2026-11-21T08:11:56.494799123Z", "Asia/Tokyo", "2026-11-21T08:11:56.494799123Z"],
  ["2026-11-21T08:11:56.494799123+09:00", "UTC", "2026-11-20T23:11:56.494799123Z"],
  ["2026-11-21T08:11:56z", "UTC", "2026-11-21T08:11:56.000000000Z"],
  ["@1790000000.5", "UTC", "2026-09-21T14:13:20.500000000Z"],
  ["2026-11-21", "UTC", "2026-11-21T00:00:00.000000000Z"],
  ["2026-11-21", "Asia/Tokyo", "2026-11-20T15:00:00.000000000Z"],
  ["2026-11-21 10:00", "Europe/Berlin", "2026-11-21T09:00:00.000000000Z"],
  ["2026-07-21T10:00:05.123456789", "Europe/Berlin", "2026-07-21T08:00:05.123456789Z"],
  ["2026-11-21 10:00", "+05:30", "2026-11-21T04:30:00.000000000Z"],
  ["10:00", "UTC", "2026-11-21T10:00:00.000000000Z"],
  ["9:05:07.5", "UTC", "2026-11-21T09:05:07.500000000Z"],
  // Not yet shown today: the clock of yesterday is meant.
  ["23:50", "UTC", "2026-11-20T23:50:00.000000000Z"],
  ["10:00", "America/New_York", "2026-11-20T15:00:00.000000000Z"],
  ["today", "Europe/Berlin", "2026-11-20T23:00:00.000000000Z"],
  ["yesterday", "UTC", "2026-11-20T00:00:00.000000000Z"],
  ["yesterday 22:15", "UTC", "2026-11-20T22:15:00.000000000Z"],
  ["2024-02-29", "UTC", "2024-02-29T00:00:00.000000000Z"],
];

test("L7 times: durations, RFC 3339, seconds since 1970, local dates and times mean these moments", async () => {
  for (const [text, zone, expected] of rows) assert.equal(await read(text, zone), expected, `${text} in ${zone}`);
});

test("L7 times: a time that clocks show twice is the earlier for a beginning and the later for an end", async () => {
  assert.equal(await read("2026-10-25 02:30", "Europe/Berlin", "first"), "2026-10-25T00:30:00.000000000Z");
  assert.equal(await read("2026-10-25 02:30", "Europe/Berlin", "last"), "2026-10-25T01:30:00.000000000Z");
});

test("L7 times: a time that clocks skip is the moment of the change", async () => {
  assert.equal(await read("2026-03-29 02:30", "Europe/Berlin"), "2026-03-29T01:00:00.000000000Z");
  assert.equal(await read("2026-03-08 02:59:59", "America/New_York"), "2026-03-08T07:00:00.000000000Z");
  assert.equal(await read("2026-10-04 02:10", "Australia/Lord_Howe"), "2026-10-03T15:30:00.000000000Z");
});

test("L7 times: what is neither a duration nor a time is refused with examples", async () => {
  const bad = [
    "",
    "soon",
    "2026-02-30",
    "2026-13-01",
    "2026-11-21 24:00",
    "25:00",
    "10:60",
    "2026-11-21T",
    "2026-02-30T00:00:00Z",
  ];
  for (const text of [...bad, "2026-11-21 10:00 CET", "20261121", "yesterday10:00", "@", "1700000000"]) {
    await assert.rejects(read(text), (error) => {
      assert.ok(error instanceof KtError, text);
      assert.equal(error.code, "KT_USAGE");
      assert.match(error.message, /^--since ".*" is (neither a duration nor a time|not a duration)$/);
      assert.match(error.hint ?? "", /^examples: --since/);
      return true;
    });
  }
});

test("L7 times: only what counts from now asks for the server's clock", async () => {
  const refused = { nowMs: (): number => assert.fail("the clock was asked"), zone: await loadTimeZone("UTC") };
  for (const text of ["2026-11-21T10:00:00Z", "2026-11-21", "2026-11-21 10:00", "@1790000000"]) {
    assert.equal(needsClock(text), false, text);
    parseTimeFlag("--since", text, "first", refused);
  }
  for (const text of ["5m", "PT5M", "10:00", "today", "yesterday 10:00", "now"]) assert.ok(needsClock(text), text);
});

test("L10 time zones: a name that no database has is refused", async () => {
  for (const name of ["Mars/Olympus", "+99:00", "", "Europe"]) {
    await assert.rejects(loadTimeZone(name), { code: "KT_USAGE", name: "KtError" });
  }
});
