import fc from "fast-check";
import type { Block } from "../../src/stream/block.ts";
import { KeyClock } from "../../src/stream/key-clock.ts";
import { pickEntries } from "../../src/stream/pick-entries.ts";
import { blockOf, type TestEntry, type TestLine } from "./entries.ts";

/** What one source of a random merge says: its lines block by block. A block of no lines is one that a filter emptied. */
export type SourceScript = readonly (readonly number[])[];

/**
 * Scripts of some sources: times in nanoseconds around a few seconds, so that many are equal and many run
 * backwards.
 */
export const sourceScripts: fc.Arbitrary<readonly SourceScript[]> = fc.array(
  fc.array(
    fc.array(
      fc
        .tuple(fc.integer({ min: -1, max: 3 }), fc.integer({ min: 0, max: 3 }))
        .map(([second, nano]) => second * 1e9 + nano),
      { maxLength: 6 },
    ),
    { maxLength: 5 },
  ),
  { maxLength: 6 },
);

/** The blocks of each script; every text tells its source and its place. */
export function blocksOfScripts(scripts: readonly SourceScript[]): readonly (readonly Block[])[] {
  return scripts.map((script, source) => {
    const clock = new KeyClock();
    let place = 0;
    return script.map((times) => {
      if (times.length === 0) return emptied(blockOf(source, [[0, "filtered out"]]));
      const lines = times.map((at): TestLine => [at, `${source}.${place++}`]);
      return blockOf(source, lines, clock);
    });
  });
}

/**
 * What a merge must come to, by definition: all entries by running maximum, then by source, then in the source's own
 * order.
 */
export function expectedMerge(scripts: readonly SourceScript[]): Pick<TestEntry, "source" | "text" | "at" | "key">[] {
  const all = scripts.flatMap((script, source) => {
    let key = Number.NEGATIVE_INFINITY;
    return script.flat().map((at, place) => {
      key = Math.max(key, at);
      return { source, text: `${source}.${place}`, at, key };
    });
  });
  // Array.prototype.sort is stable.
  return all.sort((a, b) => a.key - b.key || a.source - b.source);
}

/** The block as a filter leaves it that nothing matches. */
export function emptied(block: Block): Block {
  return pickEntries(block, new Uint32Array(0), 0);
}
