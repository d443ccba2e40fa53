import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EntryFlag } from "../../../src/stream/block.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { caughtUp } from "../../../src/stream/source.ts";
import { blockOf, type MergedEntry, type TestLine } from "../../support/entries.ts";
import { FollowRun } from "../../support/follow-run.ts";
import { HandSource } from "../../support/hand-source.ts";
import { settle } from "../../support/manual-clock.ts";
import { assertClosedOnce } from "../../support/follow-sources.ts";

/** One thing that happens in a follow. */
type Event =
  | { readonly kind: "say"; readonly source: number; readonly lines: number; readonly step: number }
  | { readonly kind: "catch up" | "end"; readonly source: number }
  | { readonly kind: "wait"; readonly ms: number };

const sourceNumber = fc.nat(3);

const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("say" as const),
        source: sourceNumber,
        lines: fc.nat(4),
        step: fc.integer({ min: -4, max: 6 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("catch up" as const), source: sourceNumber }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), source: sourceNumber }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1, 50, 299, 300, 6000) }),
    },
  ),
  { maxLength: 40 },
);

test("L11 L12 L14 follow: whatever happens when, nothing is lost or doubled, own order stays, disorder is flagged", async () => {
  await fc.assert(
    fc.asyncProperty(events, async (all) => {
      const sources = [0, 1, 2, 3].map((id) => new HandSource(`s${id}`));
      const clocks = sources.map(() => new KeyClock());
      const said: string[][] = sources.map(() => []);
      const atOf = sources.map(() => 0);
      const isMarked = sources.map(() => false);
      const isEnded = sources.map(() => false);
      await using run = new FollowRun(sources);
      for (const event of all) {
        if (event.kind === "wait") {
          await run.clock.advance(event.ms);
          continue;
        }
        const { source: id } = event;
        const source = sources[id];
        if (source === undefined || isEnded[id] === true) continue;
        if (event.kind === "end") {
          isEnded[id] = true;
          source.end();
          await settle();
        } else if (event.kind === "catch up") {
          if (isMarked[id] !== true) await source.say(caughtUp);
          isMarked[id] = true;
        } else if (event.kind === "say" && event.lines > 0) {
          const lines = Array.from({ length: event.lines }, (): TestLine => {
            const text = `${id}.${said[id]?.length}`;
            said[id]?.push(text);
            const at = Math.max(0, (atOf[id] ?? 0) + event.step);
            atOf[id] = at;
            return [at, text];
          });
          await source.say(blockOf(id, lines, clocks[id]));
        }
      }
      await run.clock.advance(300);
      if (run.batches.some(({ isLive }) => isLive))
        assert.equal(run.entries.length, said.flat().length, "held too long");
      run.abort();
      await run.done;
      for (const [id, texts] of said.entries()) {
        assert.deepEqual(
          run.entries.filter(({ source }) => source === id).map(({ text }) => text),
          texts,
          `s${id}`,
        );
      }
      assertInOrderUnlessLate(run.entries);
      const firstLive = run.batches.findIndex(({ isLive }) => isLive);
      if (firstLive >= 0) assert.ok(run.batches.slice(firstLive).every(({ isLive }) => isLive));
      assertClosedOnce(sources);
    }),
    { numRuns: 200 },
  );
});

function assertInOrderUnlessLate(entries: readonly MergedEntry[]): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (const { key, flags, text } of entries) {
    assert.equal((flags & EntryFlag.late) !== 0, key < highest, `${text} at ${key} behind ${highest}`);
    highest = Math.max(highest, key);
  }
}
