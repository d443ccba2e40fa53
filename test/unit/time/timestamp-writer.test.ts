import assert from "node:assert/strict";
import { test } from "node:test";
import { loadTimeZone } from "../../../src/time/time-zone.ts";
import { longestTimestampBytes, type TimestampForm, TimestampWriter } from "../../../src/time/timestamp-writer.ts";
import { formatTimestamp } from "../../../src/time/timestamp.ts";

async function written(
  form: TimestampForm,
  times: readonly (readonly [number, number])[],
  zoneName = "UTC",
  nowMs = 0,
): Promise<string[]> {
  const writer = new TimestampWriter({ form, zone: await loadTimeZone(zoneName), nowMs: () => nowMs });
  writer.tick();
  const out = Buffer.alloc(100, "x");
  return times.map(([seconds, nanos]) => {
    const end = writer.write(out, 7, seconds, nanos);
    assert.ok(end - 7 <= longestTimestampBytes);
    return out.toString("latin1", 7, end);
  });
}

const march = Date.UTC(2026, 2, 29, 0, 59, 59) / 1000;

test("L10 timestamps: each form, second by second", async () => {
  assert.deepEqual(
    await written("rfc3339", [
      [march, 5],
      [march, 999_999_999],
      [march + 1, 0],
      [march, 120_000_000],
    ]),
    [
      "2026-03-29T00:59:59.000000005Z",
      "2026-03-29T00:59:59.999999999Z",
      "2026-03-29T01:00:00.000000000Z",
      "2026-03-29T00:59:59.120000000Z",
    ],
  );
  assert.deepEqual(
    await written("unix", [
      [march, 5],
      [0, 0],
    ]),
    [`${march}.000000005`, "0.000000000"],
  );
  assert.deepEqual(await written("short", [[march, 999_999_999]]), ["03-29 00:59:59.999"]);
});

test("L10 timestamps: the offset of the zone changes when its clocks do", async () => {
  assert.deepEqual(
    await written(
      "rfc3339",
      [
        [march, 0],
        [march + 1, 0],
      ],
      "Europe/Berlin",
    ),
    ["2026-03-29T01:59:59.000000000+01:00", "2026-03-29T03:00:00.000000000+02:00"],
  );
  assert.deepEqual(await written("rfc3339", [[march, 0]], "America/St_Johns"), ["2026-03-28T22:29:59.000000000-02:30"]);
});

test("L10 timestamps: ages take two units, and a clock that is ahead counts as now", async () => {
  const now = 200 * 86_400;
  const ages = [0, -5, 59, 60, 3599, 3600, 86_399, 86_400, 99 * 86_400, 150 * 86_400];
  const texts = await written(
    "relative",
    ages.map((age) => [now - age, 0] as const),
    "UTC",
    now * 1000,
  );
  assert.deepEqual(
    texts.map((text) => text.trim()),
    ["0s", "0s", "59s", "1m00s", "59m59s", "1h00m", "23h59m", "1d00h", "99d00h", "150d"],
  );
  assert.ok(texts.every((text) => text.length === 6));
});

test("L10 timestamps: the same text as a timestamp of the API, for any moment", async () => {
  const moments = Array.from(
    { length: 500 },
    (_, index) => [Math.floor(index * 7_654_321.5), (index * 7_919_333) % 1e9] as const,
  );
  const expected = moments.map(([seconds, nanos]) => formatTimestamp({ seconds, nanos }));
  assert.deepEqual(await written("rfc3339", moments), expected);
});
