import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Block } from "../../../src/stream/block.ts";
import { pickEntries } from "../../../src/stream/pick-entries.ts";
import { Spool, type SpooledBlock } from "../../../src/stream/spool.ts";
import { TimestampedLines } from "../../../src/stream/timestamped-lines.ts";
import { blockOf, entriesOf, infoOf } from "../../support/entries.ts";

function withFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "kubectl-kt-test-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Blocks with regressions, untimed lines, empty messages, and entries picked out. */
const blocks: fc.Arbitrary<Block> = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: -1, max: 4 }), fc.string({ maxLength: 30 })), { minLength: 1, maxLength: 30 }),
    fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  )
  .map(([lines, isPicked]) => {
    const text = lines.map(([at, message]) => {
      const time = at < 0 ? "" : `1970-01-01T00:00:0${at}.00000000${at}Z `;
      return `${time}${message.replaceAll("\n", "")}\n`;
    });
    const block = new TimestampedLines(infoOf(7)).push([Buffer.from(text.join(""))], 5) ?? assert.fail("no block");
    const picked = Uint32Array.from(Array.from({ length: block.count }, (_, at) => at).filter((at) => isPicked[at]));
    return pickEntries(block, picked, picked.length);
  });

test("L16 spool: what is written is read again as it was, in any order, and the disk is given back", () => {
  withFolder((folder) => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(blocks, fc.nat()), { maxLength: 20 }),
        fc.constantFrom(1, 300, 1e6),
        (all, size) => {
          const spool = new Spool(folder, 1e9, size);
          const waiting: (readonly [SpooledBlock, Block])[] = [];
          const readOne = (place: number): void => {
            const [[spooled, block] = assert.fail("nothing waits")] = waiting.splice(place % waiting.length, 1);
            const read = spool.read(spooled);
            assert.deepEqual(entriesOf(read), entriesOf(block));
            assert.equal(read.source, block.source);
            assert.equal(read.arrivedMs, block.arrivedMs);
            assert.equal(read.keySeconds === read.seconds, block.keySeconds === block.seconds);
          };
          for (const [block, place] of all) {
            waiting.push([spool.write(block), block]);
            if (place % 3 === 0) readOne(place);
          }
          while (waiting.length > 0) readOne(waiting.length * 7);
          assert.equal(spool.usedBytes, 0);
          spool.close();
        },
      ),
      { numRuns: 100 },
    );
  });
});

test("L16 spool: messages may lie in their bytes in any order", () => {
  withFolder((folder) => {
    const spool = new Spool(folder, 1e9);
    const block = blockOf(0, [
      [1, "first"],
      [2, "second"],
    ]);
    const turned: Block = { ...block, starts: block.starts.toReversed(), ends: block.ends.toReversed() };
    assert.deepEqual(entriesOf(spool.read(spool.write(turned))), entriesOf(turned));
    spool.close();
  });
});

test("L16 spool: nothing is on disk before the first write, only this user may look, and nothing stays behind", () => {
  withFolder((folder) => {
    const spool = new Spool(folder, 1e9, 100);
    assert.deepEqual(readdirSync(folder), []);
    for (let number = 0; number < 10; number++) spool.write(blockOf(0, [[number, "x".repeat(50)]]));
    const [made = assert.fail("no folder was made"), ...others] = readdirSync(folder);
    assert.deepEqual(others, []);
    if (process.platform !== "win32") assert.equal(statSync(join(folder, made)).mode & 0o777, 0o700);
    spool.close();
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(spool.usedBytes, 0);
  });
});

test("L16 spool: it is full at its limit, and has room again when what was written first was read", () => {
  withFolder((folder) => {
    const spool = new Spool(folder, 1000, 300);
    const written: SpooledBlock[] = [];
    while (!spool.isFull) written.push(spool.write(blockOf(0, [[1, "x".repeat(80)]])));
    assert.ok(spool.usedBytes >= 1000 && spool.usedBytes < 1300, `${spool.usedBytes} bytes`);
    for (const spooled of written.slice(0, 3)) spool.read(spooled);
    assert.equal(spool.isFull, false);
    spool.close();
  });
});

test("L16 spool: a folder that is not there is the file system's error", () => {
  const spool = new Spool(join(tmpdir(), "kubectl-kt-test-nowhere", "below"), 1e9);
  assert.throws(() => spool.write(blockOf(0, [[1, "a"]])), { code: "ENOENT" });
  spool.close();
});
