import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { Seam } from "../../../src/stream/seam.ts";
import { SeenEntries } from "../../../src/stream/seen-entries.ts";
import { blockOf, entriesOf, type TestLine } from "../../support/entries.ts";

/** Lets the lines through a seam in blocks of the given sizes, in turn. */
function sift(seam: Seam, lines: readonly TestLine[], clock: KeyClock, sizes: readonly number[] = [7]): string[] {
  const texts: string[] = [];
  for (let from = 0, turn = 0; from < lines.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    const block = seam.sift(blockOf(0, lines.slice(from, from + size), clock));
    texts.push(...entriesOf(block).map(({ text }) => text));
    from += size;
  }
  return texts;
}

/** A log as containers write it: equal timestamps, jumps, and steps back of some milliseconds. */
const logs: fc.Arbitrary<TestLine[]> = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 0, 1, 1000, 1_000_000, 700_000_000, 3_000_000_000),
      back: fc.constantFrom(0, 0, 0, 0, 1, 6_000_000),
      length: fc.constantFrom(0, 3, 70, 300),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let at = 1e12;
    return rows.map(({ step, back, length }, index): TestLine => {
      at += step;
      return [at - back, `n=${index} ${"x".repeat(length)}`];
    });
  });

const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });

test("L14 a cut anywhere and a resumption from anywhere before it equal the uncut log, in blocks of any size", () => {
  fc.assert(
    fc.property(logs, fc.nat(), fc.nat(), sizes, sizes, (lines, cutAt, backBy, before, after) => {
      const cut = 1 + (cutAt % lines.length);
      const from = backBy % cut;
      const seen = new SeenEntries();
      const clock = new KeyClock();
      const first = sift(new Seam(seen, "first"), lines.slice(0, cut), clock, before);
      const seam = new Seam(seen, "resume");
      const rest = sift(seam, lines.slice(from), clock, after);
      assert.deepEqual(
        [...first, ...rest],
        lines.map(([, text]) => text),
      );
      assert.equal(seam.state, "past");
    }),
  );
});

test("L14 many cuts with a memory that is too short for the log", () => {
  fc.assert(
    fc.property(logs, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), sizes, (unsorted, cuts, blocks) => {
      // A step back that reaches behind all that is remembered cannot be told from a replay.
      const lines = unsorted.toSorted(([a], [b]) => a - b);
      const limits = { minEntries: 4, maxEntries: 16, seconds: 1 };
      const seen = new SeenEntries(limits);
      const clock = new KeyClock();
      const texts: string[] = [];
      let done = 0;
      for (const cut of [...cuts.map((at) => at % (lines.length + 1)).sort((a, b) => a - b), lines.length]) {
        const seam = new Seam(seen, done === 0 ? "first" : "resume");
        texts.push(...sift(seam, lines.slice(0, cut), clock, blocks));
        done = cut;
      }
      assert.deepEqual(
        texts,
        lines.map(([, text]) => text),
      );
    }),
  );
});

test("L14b replays of the file from its first line, anywhere in a stream, change nothing", () => {
  // A replay shows by an entry that is older than the newest: a log of one timestamp has no such entry.
  const told = logs.filter((lines) => lines.some(([at]) => at !== lines[0]?.[0]));
  fc.assert(
    fc.property(told, fc.array(fc.nat(), { maxLength: 5 }), sizes, (lines, replays, blocks) => {
      const newest = lines.findIndex(([at]) => at > (lines[0]?.[0] ?? 0)) + 1;
      const points = replays.map((at) => at % (lines.length + 1)).filter((at) => newest > 0 && at >= newest);
      const stream: TestLine[] = [];
      lines.forEach((line, index) => {
        stream.push(line);
        for (const point of points) if (point === index + 1) stream.push(...lines.slice(0, point));
      });
      const seam = new Seam(new SeenEntries(), "first");
      assert.deepEqual(
        sift(seam, stream, new KeyClock(), blocks),
        lines.map(([, text]) => text),
      );
    }),
  );
});

test("L14 equal lines with equal timestamps are counted: as many come out as there are", () => {
  const lines: TestLine[] = [1, 1, 1, 2, 2, 2, 2, 3].map((at) => [at * 1e9, "same"]);
  for (let cut = 1; cut <= lines.length; cut++) {
    const seen = new SeenEntries();
    const clock = new KeyClock();
    const count =
      sift(new Seam(seen, "first"), lines.slice(0, cut), clock, [1]).length +
      sift(new Seam(seen, "resume"), lines, clock, [3]).length;
    assert.equal(count, lines.length, `cut after ${cut}`);
  }
});

test("L14 a reading that does not hold the last entry is detached: nothing comes out before it is accepted", () => {
  const seen = new SeenEntries();
  const clock = new KeyClock();
  sift(
    new Seam(seen, "first"),
    [
      [1e9, "a"],
      [2e9, "b"],
    ],
    clock,
  );
  const seam = new Seam(seen, "resume");
  assert.deepEqual(
    sift(
      seam,
      [
        [1.9e9, "older, and unknown"],
        [3e9, "c"],
        [4e9, "d"],
      ],
      clock,
    ),
    [],
  );
  assert.equal(seam.state, "detached");
  assert.deepEqual(seam.doubtedAt, { seconds: 3, nanos: 0 });
  assert.deepEqual(sift(seam, [[5e9, "e"]], clock), []);
  const accepted = seam.accept().flatMap((block) => entriesOf(block).map(({ text }) => text));
  assert.deepEqual(accepted, ["older, and unknown", "c", "d", "e"]);
  assert.deepEqual(sift(seam, [[6e9, "f"]], clock), ["f"]);
});

test("L14 a detached reading that is not accepted leaves no trace", () => {
  const seen = new SeenEntries();
  const clock = new KeyClock();
  sift(new Seam(seen, "first"), [[1e9, "a"]], clock);
  sift(
    new Seam(seen, "resume"),
    [
      [3e9, "c"],
      [4e9, "d"],
    ],
    clock,
  );
  assert.deepEqual(
    sift(
      new Seam(seen, "resume"),
      [
        [1e9, "a"],
        [2e9, "b"],
        [3e9, "c"],
      ],
      clock,
    ),
    ["b", "c"],
  );
});

test("L14 the rest of a line whose beginning lies before the question is not taken for an entry", () => {
  const seen = new SeenEntries();
  const clock = new KeyClock();
  sift(
    new Seam(seen, "first"),
    [
      [1.5e9, "long line, from its beginning"],
      [2e9, "b"],
    ],
    clock,
  );
  assert.deepEqual(
    sift(
      new Seam(seen, "resume"),
      [
        [1.6e9, "its beginning"],
        [2e9, "b"],
        [3e9, "c"],
      ],
      clock,
    ),
    ["c"],
  );
});

test("L14b what a stream had left out comes out when a later reading holds it", () => {
  const seen = new SeenEntries();
  const clock = new KeyClock();
  sift(
    new Seam(seen, "first"),
    [
      [1e9, "a"],
      [2e9, "b"],
      [5e9, "e"],
    ],
    clock,
  );
  const again: TestLine[] = [
    [2e9, "b"],
    [3e9, "c"],
    [4e9, "d"],
    [5e9, "e"],
    [6e9, "f"],
  ];
  assert.deepEqual(sift(new Seam(seen, "resume"), again, clock), ["c", "d", "f"]);
});

const short = { minEntries: 2, maxEntries: 4, seconds: 1 };

test("L14b behind the end, what is older than all that is remembered waits: it is a replay, or the clock was set back", () => {
  const lines: TestLine[] = Array.from({ length: 10 }, (_, index) => [(10 + index) * 1e9, `n=${index}`]);
  const textsOf = (blocks: ReturnType<Seam["replay"]>): string[] =>
    blocks.flatMap((block) => entriesOf(block).map(({ text }) => text));
  const replayed = new Seam(new SeenEntries(short), "first");
  const clock = new KeyClock();
  sift(replayed, lines, clock);
  assert.deepEqual(sift(replayed, lines.slice(0, 5), clock), []);
  assert.equal(replayed.state, "stepped-back");
  assert.deepEqual(replayed.doubtedAt, { seconds: 10, nanos: 0 });
  assert.deepEqual(textsOf(replayed.replay()), []);
  assert.deepEqual(sift(replayed, [...lines.slice(5), [20e9, "next"]], clock), ["next"]);

  const setBack = new Seam(new SeenEntries(short), "first");
  sift(setBack, lines, clock);
  const behind: TestLine[] = Array.from({ length: 20 }, (_, index) => [(1 + index) * 1e9, `behind=${index}`]);
  assert.deepEqual(sift(setBack, behind.slice(0, 3), clock), []);
  const texts = [...textsOf(setBack.accept()), ...sift(setBack, behind.slice(3), clock)];
  assert.deepEqual(
    texts,
    behind.map(([, text]) => text),
  );
});

test("L14b the end of a torn line, of which the whole has come, is no entry of its own", () => {
  const clock = new KeyClock();
  const seam = new Seam(new SeenEntries(), "first");
  const lines: TestLine[] = [
    [10e9, "n=0"],
    [11e9, "torn here"],
    [13e9, "n=2"],
    [20e9, "n=3"],
  ];
  sift(seam, lines, clock);
  // The file is read anew, and begins with what the rotation has left of the line.
  assert.deepEqual(sift(seam, [[12e9, "here"], ...lines.slice(2), [21e9, "n=4"]], clock), ["n=4"]);
  // Of a file of the node the line comes whole, and it is known where it was torn.
  const files = new Seam(new SeenEntries(), "first");
  const block = blockOf(0, lines, clock);
  const start = block.bytes.indexOf("here");
  files.sift({ ...block, tornEnds: [{ start, end: start + 4, seconds: 12, nanos: 0 }] });
  assert.deepEqual(sift(files, [[12e9, "here"]], clock), []);
  assert.deepEqual(sift(files, [[12e9, "another"]], clock), ["another"]);
});
