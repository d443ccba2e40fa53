import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Block } from "../../../src/stream/block.ts";
import { DrainPool } from "../../../src/stream/drain-pool.ts";
import { DrainQueue } from "../../../src/stream/drain-queue.ts";
import { KeyClock } from "../../../src/stream/key-clock.ts";
import { caughtUp, isBlock } from "../../../src/stream/source.ts";
import type { SpooledBlock } from "../../../src/stream/spool.ts";
import { blockOf, entriesOf, type TestLine } from "../../support/entries.ts";
import { FollowRun } from "../../support/follow-run.ts";
import { HandSource } from "../../support/hand-source.ts";
import { ManualClock, settle } from "../../support/manual-clock.ts";
import { RecordedNotices } from "../../support/recorded-notices.ts";

const blockBytes = 5000;

/** Blocks of one line, `0` and so on, of about {@link blockBytes} each. */
function numberedBlocks(id: number, count: number, from = 0): Block[] {
  const clock = new KeyClock();
  return Array.from({ length: count }, (_, index) => {
    const text = `${from + index}`;
    return blockOf(id, [[from + index, text.padEnd(blockBytes, ".")]], clock);
  });
}

function numbersOf(run: FollowRun): number[] {
  return run.entries.map(({ text }) => Number.parseInt(text, 10));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test("L16 drains: behind a slow reader memory fills, then the disk, then sources wait; everything comes out in order", async () => {
  const source = new HandSource("s0", [caughtUp]);
  const bounds = { memoryBytes: 200_000, spoolBytes: 1_000_000 };
  await using run = new FollowRun([source], { bounds, isAway: true });
  await source.say(...numberedBlocks(0, 1));
  await source.say(...numberedBlocks(0, 30, 1));
  assert.equal(run.notices.all.length, 0, "what fits into memory needs no word");
  await source.say(...numberedBlocks(0, 569, 31));
  await run.clock.advance(1000);
  const { memory, disk } = run.pool.heldBytes;
  assert.ok(memory >= 200_000 && memory < 200_000 + 45_000, `${memory} bytes in memory`);
  assert.ok(disk >= 1_000_000 && disk < 1_000_000 + 45_000, `${disk} bytes on disk`);
  assert.ok(source.takenCount < 350, `${source.takenCount} items were taken`);
  assert.deepEqual(
    run.notices.all.map(({ level, onceKey }) => `${level} ${onceKey}`),
    ["info drain-spool", "warning drain-full"],
  );
  assert.equal(run.spoolFiles.length, 1);
  run.comeBack();
  source.end();
  await run.finish();
  assert.deepEqual(numbersOf(run), upTo(600));
  assert.deepEqual(run.pool.heldBytes, { memory: 0, disk: 0 });
  run.pool.close();
  assert.deepEqual(run.spoolFiles, []);
  assert.equal(run.notices.all.length, 2, "each step is announced once");
});

test("L16 drains: a broken disk is said once; from then on memory is the bound", async () => {
  const source = new HandSource("s0", [caughtUp]);
  const bounds = { memoryBytes: 200_000, folder: "/nowhere/at/all" };
  await using run = new FollowRun([source], { bounds, isAway: true });
  await source.say(...numberedBlocks(0, 1));
  await source.say(...numberedBlocks(0, 299, 1));
  await run.clock.advance(1000);
  assert.ok(run.pool.heldBytes.memory < 200_000 + 45_000);
  assert.ok(source.takenCount < 120);
  assert.deepEqual(
    run.notices.all.map(({ onceKey }) => onceKey),
    ["drain-spool-broken", "drain-full"],
  );
  assert.match(run.notices.all[0]?.message ?? "", /ENOENT/);
  assert.match(run.notices.all[0]?.hint ?? "", /TMPDIR/);
  run.comeBack();
  source.end();
  await run.finish();
  assert.deepEqual(numbersOf(run), upTo(300));
});

test("L13 L16 drains: a full pool does not keep the merge from the one source that it waits for", async () => {
  const [chatty, slow] = [new HandSource("chatty"), new HandSource("slow")];
  const bounds = { memoryBytes: 100_000, spoolBytes: 1 };
  await using run = new FollowRun([chatty, slow], { bounds });
  await slow.say(...numberedBlocks(1, 1));
  // The backlog of one source fills the pool while the other has its older lines still to say.
  await chatty.say(...numberedBlocks(0, 200, 100));
  await run.clock.advance(1000);
  assert.ok(chatty.takenCount < 60);
  for (const block of numberedBlocks(1, 50, 1)) await slow.say(block);
  assert.deepEqual(numbersOf(run), upTo(51));
  await slow.say(caughtUp);
  await chatty.say(caughtUp);
  assert.equal(run.entries.length, 251);
});

test("L16 drains: of many small blocks on their way to the disk few things stay in memory", async () => {
  class CountingPool extends DrainPool {
    spillCount = 0;
    override spill(block: Block): SpooledBlock | undefined {
      this.spillCount++;
      return super.spill(block);
    }
  }
  await using run = new FollowRun([]);
  const { folder } = run;
  const pool = new CountingPool({ memoryBytes: 1, spoolBytes: 1e9, folder }, new ManualClock(), new RecordedNotices());
  const queue = new DrainQueue(pool);
  for (let number = 0; number < 20_000; number++) queue.push(blockOf(0, [[number, `line ${number}`]]));
  assert.ok(pool.spillCount > 10 && pool.spillCount < 100, `${pool.spillCount} places on disk for 20,000 blocks`);
  assert.ok(pool.heldBytes.memory < 500_000, `${pool.heldBytes.memory} bytes`);
  const texts: string[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) {
    if (isBlock(item)) texts.push(...entriesOf(item).map(({ text }) => text));
  }
  assert.deepEqual(
    texts,
    upTo(20_000).map((number) => `line ${number}`),
  );
  assert.deepEqual(pool.heldBytes, { memory: 0, disk: 0 });
  pool.close();
});

test("L14 L16 drains: what goes in comes out, whatever is in memory and whatever on disk", async () => {
  const line = fc.tuple(fc.nat(9), fc.constantFrom("", "short", "x".repeat(3000)));
  const anyStep = fc.oneof(
    fc.record({
      kind: fc.constant("push" as const),
      source: fc.nat(1),
      lines: fc.array(line, { minLength: 1, maxLength: 20 }),
    }),
    fc.record({ kind: fc.constant("mark" as const), isRemark: fc.boolean() }),
    fc.record({ kind: fc.constant("take" as const), count: fc.nat(4) }),
  );
  await using run = new FollowRun([]);
  const { folder } = run;
  fc.assert(
    fc.property(
      fc.array(anyStep, { maxLength: 60 }),
      fc.constantFrom(0, 5000, 40_000),
      fc.constantFrom(1, 60_000, 1e9),
      (steps, memoryBytes, spoolBytes) => {
        const pool = new DrainPool({ memoryBytes, spoolBytes, folder }, new ManualClock(), new RecordedNotices());
        const queue = new DrainQueue(pool);
        const clocks = [new KeyClock(), new KeyClock()];
        const pushed: string[] = [];
        const taken: string[] = [];
        const take = (): boolean => {
          const item = queue.take();
          if (item === undefined) return false;
          if (!isBlock(item)) taken.push(item.kind);
          else taken.push(...entriesOf(item).map((entry) => JSON.stringify(entry)));
          return true;
        };
        for (const step of steps) {
          if (step.kind === "take") {
            for (let count = 0; count < step.count; count++) take();
          } else if (step.kind === "mark") {
            const mark = step.isRemark ? { kind: "remark" as const, tell: () => {} } : caughtUp;
            pushed.push(mark.kind);
            queue.pushMark(mark);
          } else {
            const block = blockOf(
              step.source,
              step.lines.map(([at, text]): TestLine => [at, text]),
              clocks[step.source],
            );
            pushed.push(...entriesOf(block).map((entry) => JSON.stringify(entry)));
            queue.push(block);
          }
        }
        while (take()) assert.ok(taken.length <= pushed.length);
        assert.deepEqual(taken, pushed);
        assert.ok(queue.isEmpty);
        assert.deepEqual(pool.heldBytes, { memory: 0, disk: 0 });
        pool.close();
      },
    ),
  );
});

test("L16 drains: many small live blocks are read in fewer and larger pieces, and a backlog at full speed", async () => {
  const sources = upTo(100).map((id) => new HandSource(`s${id}`));
  await using run = new FollowRun(sources);
  for (const [id, source] of sources.entries())
    await source.say(blockOf(id, [[1, "a"]]), blockOf(id, [[2, "b"]]), caughtUp);
  assert.ok(
    sources.every(({ takenCount }) => takenCount === 3),
    "a backlog is never slowed",
  );
  for (const [id, source] of sources.entries()) await source.say(blockOf(id, [[3, "c"]]), blockOf(id, [[4, "d"]]));
  const taken = sources.reduce((sum, { takenCount }) => sum + takenCount, 0);
  assert.ok(taken < 480, `${taken - 300} of 200 live blocks were read at once`);
  const [fast = assert.fail("no source")] = sources;
  await run.clock.advance(200);
  assert.ok(
    sources.every(({ takenCount }) => takenCount === 5),
    "and a little later all of them",
  );
  await run.clock.advance(300);
  assert.equal(run.entries.length, 400);
  // Who writes much is read at full speed, however busy the others are.
  for (const [id, source] of sources.entries()) await source.say(blockOf(id, [[5, "e"]]));
  await run.clock.advance(200);
  await fast.say(...numberedBlocks(0, 20, 1000));
  assert.equal(fast.takenCount, 26);
  await run.clock.advance(300);
  // Closing does not wait for the tick.
  for (const [id, source] of sources.entries()) await source.say(blockOf(id, [[6, "f"]]));
  run.abort();
  await settle();
  assert.ok(run.isDone);
  assert.ok(sources.every(({ disposedCount }) => disposedCount === 1));
});
