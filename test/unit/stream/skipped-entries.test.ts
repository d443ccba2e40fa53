import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Seam } from "../../../src/stream/seam.ts";
import { SeenEntries } from "../../../src/stream/seen-entries.ts";
import { SkippedEntries } from "../../../src/stream/skipped-entries.ts";
import type { Instant } from "../../../src/time/timestamp.ts";
import { blockOf, entriesOf, type TestLine } from "../../support/entries.ts";

/** A log of which some lines in the middle were skipped, behind a second in which nothing was written. */
interface SkippedLog {
  readonly before: readonly TestLine[];
  readonly skipped: readonly TestLine[];
  readonly behind: readonly TestLine[];
}

/**
 * Lines whose timestamps run backwards now and then, by less than a millisecond, and may be equal. Those below the highest so far
 * have a text of their own: an earlier line that came again would be taken for a file that is read anew.
 */
function linesFrom(at: number): fc.Arbitrary<TestLine[]> {
  const line = fc.record({ step: fc.integer({ min: -500_000, max: 2_000_000 }), text: fc.constantFrom("a", "b", "c") });
  return fc.array(line, { minLength: 1, maxLength: 40 }).map((steps) => {
    let now = at + 1_000_000;
    let highest = now;
    return steps.map(({ step, text }, index): TestLine => {
      now = Math.max(at, now + step);
      highest = Math.max(highest, now);
      return [now, now < highest ? `${text}${index}` : text];
    });
  });
}

const skippedLogs: fc.Arbitrary<SkippedLog> = fc.record({
  before: linesFrom(10e9),
  skipped: linesFrom(15e9),
  behind: linesFrom(20e9),
});

/** Reads what came of the log, and gives back what is remembered of it. */
function readAllBut({ before, behind }: SkippedLog): SeenEntries {
  const seen = new SeenEntries();
  const seam = new Seam(seen, "first");
  for (const line of [...before, ...behind]) seam.sift(blockOf(1, [line]));
  return seen;
}

function textsOf(lines: readonly TestLine[]): readonly string[] {
  return lines.map(([at, text]) => `${at} ${text}`);
}

function pickAll(skipped: SkippedEntries, lines: readonly TestLine[], blockLines: number): readonly string[] {
  const found: string[] = [];
  for (let from = 0; from < lines.length; from += blockLines) {
    const picked = skipped.pick(blockOf(1, lines.slice(from, from + blockLines)));
    found.push(...entriesOf(picked).map(({ at, text }) => `${at} ${text}`));
  }
  return found;
}

function instantAt(nanos: number): Instant {
  return { seconds: Math.floor(nanos / 1e9), nanos: nanos % 1e9 };
}

test("L14b skipped entries: all of them are found, nothing else is, and no later reading takes them for new", () => {
  const property = fc.property(skippedLogs, fc.integer({ min: 1, max: 20 }), (log, blockLines) => {
    const seen = readAllBut(log);
    const whole = [...log.before, ...log.skipped, ...log.behind];
    const skipped = new SkippedEntries(seen, instantAt((log.behind[0] as TestLine)[0]));
    assert.deepEqual(pickAll(skipped, whole, blockLines), textsOf(log.skipped));
    assert.deepEqual([skipped.isOver, skipped.hasBeginning, skipped.hasEnd], [true, true, true]);
    skipped.close();
    const again = new Seam(seen, "resume");
    const fresh = whole.flatMap((line) => entriesOf(again.sift(blockOf(1, [line]))));
    assert.deepEqual(fresh, []);
    assert.equal(again.state, "past");
  });
  fc.assert(property, { numRuns: 300 });
});

test("L14b skipped entries: a log that begins among them has no beginning, and still gives what it has", () => {
  const property = fc.property(skippedLogs, fc.nat(), (log, place) => {
    const seen = readAllBut(log);
    const left = log.skipped.slice(place % (log.skipped.length + 1));
    const skipped = new SkippedEntries(seen, instantAt((log.behind[0] as TestLine)[0]));
    assert.deepEqual(pickAll(skipped, [...left, ...log.behind], 7), textsOf(left));
    assert.deepEqual([skipped.isOver, skipped.hasBeginning], [true, false]);
    const [first] = left;
    assert.deepEqual(skipped.first, first === undefined ? undefined : instantAt(first[0]));
  });
  fc.assert(property, { numRuns: 100 });
});

test("L14b skipped entries: where the file behind them was deleted meanwhile, what the reading that skipped has still to bring is not theirs", () => {
  const property = fc.property(skippedLogs, fc.nat(), linesFrom(25e9), (log, place, coming) => {
    const seen = readAllBut(log);
    const left = log.skipped.slice(0, place % (log.skipped.length + 1));
    const skipped = new SkippedEntries(seen, instantAt((log.behind[0] as TestLine)[0]));
    assert.deepEqual(pickAll(skipped, [...log.before, ...left, ...coming], 7), textsOf(left));
    assert.deepEqual([skipped.isOver, skipped.hasBeginning, skipped.hasEnd], [true, true, false]);
    skipped.close();
    const goesOn = new Seam(seen, "resume");
    const fresh = [...log.behind, ...coming].flatMap((line) => entriesOf(goesOn.sift(blockOf(1, [line]))));
    assert.deepEqual(
      fresh.map(({ at, text }) => `${at} ${text}`),
      textsOf(coming),
    );
  });
  fc.assert(property, { numRuns: 100 });
});

test("L14b skipped entries: the end of a torn line among them is taken for new by no later reading", () => {
  const log: SkippedLog = { before: [[10e9, "a"]], skipped: [[15e9, "torn here"]], behind: [[20e9, "b"]] };
  const seen = readAllBut(log);
  const skipped = new SkippedEntries(seen, instantAt(20e9));
  const block = blockOf(1, [...log.before, ...log.skipped, ...log.behind]);
  const start = block.bytes.indexOf("here");
  const picked = skipped.pick({ ...block, tornEnds: [{ start, end: start + 4, seconds: 16, nanos: 0 }] });
  assert.deepEqual(entriesOf(picked).length, 1);
  skipped.close();
  const again = new Seam(seen, "resume");
  assert.deepEqual(
    entriesOf(again.sift(blockOf(1, [[16e9, "here"], ...log.behind, [21e9, "c"]]))).map(({ text }) => text),
    ["c"],
  );
});
