import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KtError } from "../../../src/errors/kt-error.ts";
import { durationMs, isDurationLike, parseDuration } from "../../../src/time/duration.ts";

const readable: readonly (readonly [text: string, seconds: number, nanos: number])[] = [
  ["90s", 90, 0],
  ["1h30m", 5400, 0],
  ["2d", 172_800, 0],
  ["1w2d", 777_600, 0],
  ["1.5h", 5400, 0],
  [".5s", 0, 500_000_000],
  ["1.000000001s", 1, 1],
  ["300ms", 0, 300_000_000],
  ["10us", 0, 10_000],
  ["10µs", 0, 10_000],
  ["10μs", 0, 10_000],
  ["7ns", 0, 7],
  ["+5m", 300, 0],
  ["0", 0, 0],
  ["0s", 0, 0],
  [" 5m ", 300, 0],
  ["PT30M", 1800, 0],
  ["P1DT2H", 93_600, 0],
  ["PT0.5S", 0, 500_000_000],
  ["PT1,25S", 1, 250_000_000],
  ["P2W", 1_209_600, 0],
  ["pt5m", 300, 0],
];

test("L7 durations: Go's units with fractions, days, weeks and ISO 8601 are read exactly", () => {
  for (const [text, seconds, nanos] of readable) {
    assert.deepEqual(parseDuration("--since", text), { seconds, nanos }, text);
    assert.ok(isDurationLike(text), text);
  }
});

const unreadable: readonly (readonly [text: string, says: RegExp])[] = [
  ["", /is not a duration/],
  ["5", /is not a duration/],
  ["5x", /is not a duration/],
  ["h", /is not a duration/],
  ["1h30", /is not a duration/],
  ["1.2.3s", /is not a duration/],
  [".s", /is not a duration/],
  ["P", /is not a duration/],
  ["PT", /is not a duration/],
  ["P1DT", /is not a duration/],
  ["-5m", /--since "-5m" is negative/],
  ["-PT5M", /is negative/],
  ["P1M", /years and months differ in length/],
  ["P1Y", /years and months differ in length/],
  ["99999999d", /longer than 300 years/],
  ["9".repeat(400) + "h", /longer than 300 years/],
];

test("L7 durations: what is none is refused with the flag's name and an example", () => {
  for (const [text, says] of unreadable) {
    assert.throws(
      () => parseDuration("--since", text),
      (error) => {
        assert.ok(error instanceof KtError, text);
        assert.equal(error.code, "KT_USAGE");
        assert.match(error.message, says);
        assert.match(error.message, /^--since /);
        assert.match(error.hint ?? "", /--since [1P]|--since 90s/);
        return true;
      },
    );
  }
});

test("L7 durations: milliseconds are rounded", () => {
  assert.equal(durationMs({ seconds: 1, nanos: 500_000 }), 1001);
  assert.equal(durationMs({ seconds: 0, nanos: 499_999 }), 0);
});

test("L7 durations: any mix of units adds up to the nanosecond", () => {
  const parts = fc.record({ h: fc.nat(99), m: fc.nat(99), s: fc.nat(99), ms: fc.nat(9999), ns: fc.nat(9999) });
  fc.assert(
    fc.property(parts, ({ h, m, s, ms, ns }) => {
      const total = BigInt(h * 3600 + m * 60 + s) * 1_000_000_000n + BigInt(ms) * 1_000_000n + BigInt(ns);
      const { seconds, nanos } = parseDuration("--since", `${h}h${m}m${s}s${ms}ms${ns}ns`);
      assert.equal(BigInt(seconds) * 1_000_000_000n + BigInt(nanos), total);
    }),
  );
});
