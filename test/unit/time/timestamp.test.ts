import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  compareInstants,
  formatTimestamp,
  type Instant,
  parseTimestamp,
  sentenceTimestamp,
  TimestampReader,
  withoutZeros,
} from "../../../src/time/timestamp.ts";

const readable: readonly (readonly [text: string, seconds: number, nanos: number])[] = [
  ["1970-01-01T00:00:00Z", 0, 0],
  ["2026-11-21T08:11:56.494799123Z", 1_795_248_716, 494_799_123],
  ["2026-11-21T08:11:56.38Z", 1_795_248_716, 380_000_000],
  ["2026-11-21T08:11:56.000000001Z", 1_795_248_716, 1],
  ["2026-11-21T08:11:56.123456789987Z", 1_795_248_716, 123_456_789],
  ["2026-11-21T08:11:56Z", 1_795_248_716, 0],
  ["2026-11-21t08:11:56z", 1_795_248_716, 0],
  ["2026-11-21 08:11:56Z", 1_795_248_716, 0],
  ["2026-11-21T17:11:56.494799123+09:00", 1_795_248_716, 494_799_123],
  ["2026-11-21T04:41:56.5-03:30", 1_795_248_716, 500_000_000],
  ["2026-11-21T08:11:56+00:00", 1_795_248_716, 0],
  ["2026-11-22T07:11:56.494799123+23:00", 1_795_248_716, 494_799_123],
  ["2024-02-29T23:59:59Z", 1_709_251_199, 0],
  ["2000-02-29T00:00:00Z", 951_782_400, 0],
  ["2016-12-31T23:59:60Z", 1_483_228_800, 0],
  ["1969-12-31T23:59:58.5Z", -2, 500_000_000],
  ["1900-03-01T00:00:00Z", -2_203_891_200, 0],
  ["0000-01-01T00:00:00Z", -62_167_219_200, 0],
  ["9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999],
];

test("L7 L11 timestamps: every form of RFC 3339 is read to the nanosecond, from the year 0 to 9999", () => {
  for (const [text, seconds, nanos] of readable) assert.deepEqual(parseTimestamp(text), { seconds, nanos }, text);
});

const unreadable = [
  "",
  "2026-11-21T08:11:56",
  "2026-11-21T08:11:56.494799123",
  "2026-11-21T08:11:56.Z",
  "2026-11-21T08:11:56.494799123 Z",
  "2026-11-21T08:11:56.49a799123Z",
  "2026-11-21T08:11:56.494799123X",
  "2026-11-21T08:11:56,5Z",
  "2026-11-21X08:11:56Z",
  "2026/11/21T08:11:56Z",
  "2026-11-21T08.11.56Z",
  "2026-00-21T08:11:56Z",
  "2026-13-21T08:11:56Z",
  "2026-11-00T08:11:56Z",
  "2026-11-31T08:11:56Z",
  "2026-02-29T08:11:56Z",
  "1900-02-29T08:11:56Z",
  "2026-11-21T24:00:00Z",
  "2026-11-21T08:60:00Z",
  "2026-11-21T08:11:61Z",
  "20 6-11-21T08:11:56Z",
  "-026-11-21T08:11:56Z",
  "2026-11-21T08:11:56+090",
  "2026-11-21T08:11:56+24:00",
  "2026-11-21T08:11:56+09:60",
  "2026-11-21T08:11:56+09:0",
  "2026-11-21T08:11:56Z ",
  " 2026-11-21T08:11:56Z",
  "Nov 21 08:11:56.494799 node-1",
  "\0".repeat(20) + "123456789Z",
];

test("L7 L11 timestamps: what is no moment is not taken for one", () => {
  for (const text of unreadable) assert.equal(parseTimestamp(text), undefined, JSON.stringify(text));
});

test("L11 timestamps: what a reader has seen before does not change what it reads", () => {
  // A reader remembers the last date and time: neither a good nor a bad line before may colour the next.
  const texts = [...readable.map(([text]) => text), ...unreadable];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...texts), { maxLength: 12 }), (lines) => {
      const reader = new TimestampReader();
      for (const text of lines) {
        const bytes = Buffer.from(text);
        const fresh = new TimestampReader();
        const before: Instant = { seconds: reader.seconds, nanos: reader.nanos };
        const end = reader.read(bytes, 0, bytes.length);
        assert.equal(end, fresh.read(bytes, 0, bytes.length), text);
        const expected = end < 0 ? before : { seconds: fresh.seconds, nanos: fresh.nanos };
        assert.deepEqual({ seconds: reader.seconds, nanos: reader.nanos }, expected, text);
      }
    }),
  );
});

test("L11 timestamps: the fast way reads the same as the other or leaves it to that", () => {
  const seconds = [
    "2026-11-21T08:11:56",
    "2026-11-21T08:11:57",
    "2026-11-21T08:12:56",
    "2025-11-21T08:11:56",
    "1970-01-01T00:00:00",
  ];
  const padded = fc
    .tuple(fc.constantFrom(...seconds), fc.integer({ min: 0, max: 999_999_999 }))
    .map(([second, nanos]) => `${second}.${String(nanos).padStart(9, "0")}Z`);
  const spoilt = fc
    .tuple(padded, fc.nat({ max: 29 }), fc.constantFrom("/", ":", "0", "9", "?", "\xa0", "\n", "Z"))
    .map(([text, at, byte]) => text.slice(0, at) + byte + text.slice(at + 1));
  fc.assert(
    fc.property(fc.array(fc.oneof(padded, spoilt, fc.constantFrom(...unreadable)), { maxLength: 30 }), (lines) => {
      const reader = new TimestampReader();
      for (const text of lines) {
        const bytes = Buffer.from(`xy${text} m`, "latin1");
        const end = 2 + text.length;
        const before: Instant = { seconds: reader.seconds, nanos: reader.nanos };
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        const fastEnd = reader.readAgain(view, 2, end);
        const fast: Instant = { seconds: reader.seconds, nanos: reader.nanos };
        const fresh = new TimestampReader();
        const freshEnd = fresh.read(bytes, 2, end);
        if (fastEnd < 0) assert.deepEqual(fast, before, text);
        else assert.deepEqual([fastEnd, fast], [freshEnd, { seconds: fresh.seconds, nanos: fresh.nanos }], text);
        reader.read(bytes, 2, end);
        // Whatever was read once in this form is read again.
        if (freshEnd === end && text.length === 30) assert.equal(reader.readAgain(view, 2, end), end, text);
      }
    }),
  );
});

test("L11 timestamps: one in the middle of other bytes is read from its place to its end, and no further", () => {
  const line = Buffer.from("xx2026-11-21T08:11:56.494799123Z message 2026");
  const reader = new TimestampReader();
  assert.equal(reader.read(line, 2, line.length), 32);
  assert.equal(reader.read(line, 2, 32), 32);
  for (let end = 2; end < 32; end++) assert.equal(reader.read(line, 2, end), -1, `up to ${end}`);
  assert.equal(reader.read(line, 3, line.length), -1);
});

test("L10 timestamps: what is written is read again as the same moment", () => {
  const anySecond = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });
  fc.assert(
    fc.property(anySecond, fc.integer({ min: 0, max: 999_999_999 }), (seconds, nanos) => {
      const instant: Instant = { seconds, nanos };
      const text = formatTimestamp(instant);
      assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
      assert.deepEqual(parseTimestamp(text), instant);
      // The calendar is Node's own.
      assert.equal(Date.parse(`${text.slice(0, 19)}Z`), instant.seconds * 1000);
    }),
  );
});

test("L11 timestamps: a moment is the same in every zone", () => {
  const zones = fc.record({ isWest: fc.boolean(), minutes: fc.integer({ min: 0, max: 23 * 60 + 59 }) });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), zones, (seconds, { isWest, minutes }) => {
      const local = formatTimestamp({ seconds: seconds + (isWest ? -60 : 60) * minutes, nanos: 7 });
      const zone = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
      const shown = `${local.slice(0, -1)}${isWest ? "-" : "+"}`;
      assert.deepEqual(parseTimestamp(`${shown}${zone}`), { seconds, nanos: 7 });
      assert.deepEqual(parseTimestamp(`${shown}${zone.replace(":", "")}`), { seconds, nanos: 7 });
    }),
  );
});

test("L7 timestamps: the earlier of two moments sorts first", () => {
  const sorted: readonly Instant[] = [
    { seconds: -2, nanos: 999_999_999 },
    { seconds: -1, nanos: 0 },
    { seconds: 0, nanos: 0 },
    { seconds: 0, nanos: 1 },
    { seconds: 1, nanos: 0 },
  ];
  for (const [place, a] of sorted.entries()) {
    for (const [other, b] of sorted.entries()) {
      assert.equal(Math.sign(compareInstants(a, b)), Math.sign(place - other));
    }
  }
});

for (const [nanos, inSentence, exact] of [
  [0, "2026-11-21T08:00:00Z", "2026-11-21T08:00:00Z"],
  [500_000_000, "2026-11-21T08:00:00.5Z", "2026-11-21T08:00:00.5Z"],
  [494_799_123, "2026-11-21T08:00:00.494Z", "2026-11-21T08:00:00.494799123Z"],
  [10, "2026-11-21T08:00:00Z", "2026-11-21T08:00:00.00000001Z"],
] as const) {
  test(`L31 times: ${nanos} nanoseconds are ${inSentence} in a sentence, and ${exact} where all of them count`, () => {
    const instant = { seconds: Date.parse("2026-11-21T08:00:00Z") / 1000, nanos };
    assert.equal(sentenceTimestamp(instant), inSentence);
    assert.equal(withoutZeros(formatTimestamp(instant)), exact);
    assert.deepEqual(parseTimestamp(exact), instant);
  });
}
