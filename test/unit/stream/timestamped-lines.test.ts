import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EntryFlag } from "../../../src/stream/block.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { TimestampedLines } from "../../../src/stream/timestamped-lines.ts";
import { entriesOf, infoOf, logBytes, type TestEntry } from "../../support/entries.ts";

const { untimed, continuation } = EntryFlag;

/** What a log of these bytes comes to when they arrive in these pieces. */
function read(pieces: readonly (readonly Buffer[])[], longestLineBytes = 1000, clock = new KeyClock()): TestEntry[] {
  const lines = new TimestampedLines(infoOf(0), clock, { longestLineBytes });
  const blocks = pieces.map((chunks) => lines.push(chunks, 0));
  blocks.push(lines.end(0));
  return blocks.flatMap((block) => (block === undefined ? [] : entriesOf(block)));
}

/** Seconds, text and flags. */
type Expected = readonly [seconds: number, text: string, flags: number];

const rows: readonly (readonly [title: string, log: string, entries: readonly Expected[]])[] = [
  ["nothing", "", []],
  ["a line", "1970-01-01T00:00:01.5Z hello\n", [[1.5, "hello", 0]]],
  [
    "a last line without a newline",
    "1970-01-01T00:00:01Z a\n1970-01-01T00:00:02Z b",
    [
      [1, "a", 0],
      [2, "b", 0],
    ],
  ],
  [
    "an empty message",
    "1970-01-01T00:00:01Z \n1970-01-01T00:00:02Z\n",
    [
      [1, "", 0],
      [2, "", 0],
    ],
  ],
  ["spaces and a carriage return stay", "1970-01-01T00:00:01Z   a b \r\n", [[1, "  a b \r", 0]]],
  ["a timestamp inside a message", "1970-01-01T00:00:01Z 1970-01-01T00:00:09Z x\n", [[1, "1970-01-01T00:00:09Z x", 0]]],
  ["a zone", "1970-01-01T01:00:01+01:00 a\n", [[1, "a", 0]]],
  ["before 1970", "1969-12-31T23:59:58.5Z a\n", [[-1.5, "a", 0]]],
  [
    "an untimed line has the time of the line before it",
    "1970-01-01T00:00:01Z a\noops\n",
    [
      [1, "a", 0],
      [1, "oops", untimed],
    ],
  ],
  [
    "an untimed line behind a line that runs backwards has that line's time",
    "1970-01-01T00:00:05Z a\n1970-01-01T00:00:01Z b\noops\n1970-01-01T00:00:06Z c\n",
    [
      [5, "a", 0],
      [1, "b", 0],
      [1, "oops", untimed],
      [6, "c", 0],
    ],
  ],
  [
    "an untimed line before all others",
    "oops\n1970-01-01T00:00:01Z a\n",
    [
      [0, "oops", untimed],
      [1, "a", 0],
    ],
  ],
  [
    "an empty line",
    "1970-01-01T00:00:01Z a\n\n",
    [
      [1, "a", 0],
      [1, "", untimed],
    ],
  ],
  ["text right behind a timestamp is no message", "1970-01-01T00:00:01Zx\n", [[0, "1970-01-01T00:00:01Zx", untimed]]],
  [
    "what only begins like a timestamp does not become the time of the next",
    "1970-01-01T00:00:01Z a\n1970-01-01T00:00:07Zx\noops\n",
    [
      [1, "a", 0],
      [1, "1970-01-01T00:00:07Zx", untimed],
      [1, "oops", untimed],
    ],
  ],
];

for (const [title, log, expected] of rows) {
  test(`L11 log lines: ${title}`, () => {
    const whole = Buffer.from(log);
    const bytewise = Array.from(whole, (_, at) => [whole.subarray(at, at + 1)]);
    for (const pieces of [[[whole]], bytewise, [bytewise.flat()]]) {
      const entries = read(pieces).map(({ at, text, flags }) => [at / 1e9, text, flags]);
      assert.deepEqual(entries, expected);
    }
  });
}

test("L11 log lines: the merge key is the running maximum of a source's own timestamps, over all its blocks", () => {
  const clock = new KeyClock();
  const first = new TimestampedLines(infoOf(0), clock);
  const keys = (lines: readonly (readonly [number, string])[], reader: TimestampedLines): readonly number[] =>
    entriesOf(reader.push([logBytes(lines)], 0) ?? assert.fail("no block")).map(({ key }) => key);
  assert.deepEqual(
    keys(
      [
        [5, "a"],
        [7, "b"],
        [6, "c"],
      ],
      first,
    ),
    [5, 7, 7],
  );
  assert.deepEqual(
    keys(
      [
        [4, "d"],
        [8, "e"],
      ],
      first,
    ),
    [7, 8],
  );
  // Another connection of the same source goes on with the same clock.
  assert.deepEqual(
    keys(
      [
        [3, "f"],
        [9, "g"],
      ],
      new TimestampedLines(infoOf(0), clock),
    ),
    [8, 9],
  );
});

test("L11 log lines: a block whose timestamps never run backwards shares its keys with them", () => {
  const lines = new TimestampedLines(infoOf(0));
  const sorted = lines.push(
    [
      logBytes([
        [5, "a"],
        [5, "b"],
        [6, "c"],
      ]),
    ],
    0,
  );
  assert.equal(sorted?.keySeconds, sorted?.seconds);
  assert.equal(sorted?.keyNanos, sorted?.nanos);
  assert.equal(sorted?.flags, undefined);
  const behind = lines.push(
    [
      logBytes([
        [5, "d"],
        [6, "e"],
      ]),
    ],
    0,
  );
  assert.notEqual(behind?.keySeconds, behind?.seconds);
});

test("L16 log lines: an overlong line comes in pieces, so that memory stays bounded, and nothing of it is lost", () => {
  const head = "1970-01-01T00:00:01Z ";
  const long = `${head}${"x".repeat(40)}`;
  const log = Buffer.from(`${long}\n1970-01-01T00:00:02Z b\n${head}${"y".repeat(30 - head.length)}\n`);
  const expected = [
    [1, "x".repeat(9), 0],
    [1, "x".repeat(30), untimed | continuation],
    [1, "x", untimed | continuation],
    [2, "b", 0],
    [1, "y".repeat(9), 0],
  ];
  for (let size = 1; size <= log.length; size++) {
    const pieces: Buffer[][] = [];
    for (let at = 0; at < log.length; at += size) pieces.push([log.subarray(at, at + size)]);
    const entries = read(pieces, 30).map(({ at, text, flags }) => [at / 1e9, text, flags]);
    assert.deepEqual(entries, expected, `pieces of ${size} bytes`);
  }
});

test("L16 log lines: of a line that never ends no more is held than the longest line", () => {
  const lines = new TimestampedLines(infoOf(0), new KeyClock(), { longestLineBytes: 1000 });
  let bytes = 0;
  for (let index = 0; index < 100; index++) {
    for (const entry of entriesOf(lines.push([Buffer.alloc(700, "x")], 0) ?? noEntries)) bytes += entry.text.length;
    assert.ok((index + 1) * 700 - bytes <= 1000, `${(index + 1) * 700 - bytes} bytes held`);
  }
  bytes += entriesOf(lines.end(0) ?? noEntries).reduce((sum, { text }) => sum + text.length, 0);
  assert.equal(bytes, 70_000);
});

test("L11 L14 log lines: how the bytes are cut into chunks and pushes changes nothing", () => {
  const line = fc.oneof(
    fc.tuple(fc.integer({ min: -3, max: 9 }), fc.string({ maxLength: 12 })).map(([s, text]) => {
      return logBytes([[s * 1e9 + 5, text.replaceAll("\n", "")]]).toString();
    }),
    fc.string({ maxLength: 40 }).map((text) => `${text.replaceAll("\n", "")}\n`),
  );
  const cuts = fc.array(fc.tuple(fc.nat(1000), fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), cuts, fc.integer({ min: 25, max: 60 }), (texts, places, longest) => {
      const whole = Buffer.from(texts.join(""));
      const expected = read([[whole]], longest);
      const pushes: Buffer[][] = [[]];
      let at = 0;
      const cutsInside = places
        .map(([anywhere, isPush]) => ({ place: anywhere % (whole.length + 1), isPush }))
        .sort((a, b) => a.place - b.place);
      for (const { place, isPush } of cutsInside) {
        pushes.at(-1)?.push(whole.subarray(at, place));
        if (isPush) pushes.push([]);
        at = place;
      }
      pushes.at(-1)?.push(whole.subarray(at));
      assert.deepEqual(read(pushes, longest), expected);
    }),
    { numRuns: 300 },
  );
});

test("L14 log lines: bytes that are no UTF-8 stay as they are", () => {
  const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28, 0x1b]);
  const lines = new TimestampedLines(infoOf(0));
  const block = lines.push([Buffer.concat([Buffer.from("1970-01-01T00:00:01Z "), bytes, Buffer.from("\n")])], 3);
  assert.deepEqual(block?.bytes.subarray(block.starts[0], block.ends[0]), bytes);
  assert.equal(block?.arrivedMs, 3);
  assert.equal(lines.end(4), undefined);
});

const noEntries = {
  source: infoOf(0),
  bytes: Buffer.alloc(0),
  count: 0,
  starts: new Uint32Array(0),
  ends: new Uint32Array(0),
  seconds: new Float64Array(0),
  nanos: new Uint32Array(0),
  keySeconds: new Float64Array(0),
  keyNanos: new Uint32Array(0),
  arrivedMs: 0,
};

test("L25 lines of a stream that alone was asked for carry its flag", () => {
  const text = Buffer.from("2026-11-21T08:11:56.494799123Z a\nno time\n");
  const block = new TimestampedLines(infoOf(0), new KeyClock(), { stream: "stderr" }).push([text], 0);
  assert.deepEqual([...(block?.flags ?? [])], [EntryFlag.stderr, EntryFlag.stderr | EntryFlag.untimed]);
});
