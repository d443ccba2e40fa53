import type { BlockFilter, FilterFactory } from "../../filter/block-filter.ts";
import { BlockText } from "../../filter/block-text.ts";
import { markMatches } from "../../filter/line-search.ts";
import type { Batch } from "../../stream/batch.ts";
import { type Block, EntryFlag } from "../../stream/block.ts";
import { joinBlocks } from "../../stream/join-blocks.ts";
import { pickEntries } from "../../stream/pick-entries.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { Pattern } from "../../text/pattern/pattern.ts";

/**
 * Lets each source end behind its first line that matches, and flags that line. All lines are looked at, whether or not the
 * filter wants them, and the line itself is always printed.
 * @param filter What chooses lines otherwise; absent: all are wanted.
 * @param isCurrent Whether the source's lines count: those of an instance that has ended do not.
 */
export function untilMatchFilter(
  pattern: Pattern,
  filter: FilterFactory | undefined,
  isCurrent: (source: SourceInfo) => boolean,
): FilterFactory {
  return (source) => {
    const inner = filter?.(source) ?? everything;
    return isCurrent(source) ? new UntilMatchFilter(pattern, inner) : inner;
  };
}

/** The merged entries up to the first flagged one. @param onMatch Called when it has come. */
export async function* endBehindMatch(
  batches: AsyncIterable<Batch>,
  onMatch: () => void,
): AsyncGenerator<Batch, void, void> {
  for await (const batch of batches) {
    const count = countToMatch(batch);
    if (count === 0) {
      yield batch;
      continue;
    }
    onMatch();
    yield { ...batch, count };
    return;
  }
}

function countToMatch({ count, flags }: Batch): number {
  for (let place = 0; place < count; place++) {
    if (((flags[place] as number) & EntryFlag.matched) !== 0) return place + 1;
  }
  return 0;
}

const everything: BlockFilter = { apply: (block) => block, held: undefined, flush: () => undefined };

class UntilMatchFilter implements BlockFilter {
  readonly #pattern: Pattern;
  readonly #inner: BlockFilter;
  #hasMatched = false;

  constructor(pattern: Pattern, inner: BlockFilter) {
    this.#pattern = pattern;
    this.#inner = inner;
  }

  get held(): Block | undefined {
    return this.#inner.held;
  }

  apply(block: Block): Block {
    if (this.#hasMatched) return firstEntries(block, 0, 0);
    const found = this.#find(block);
    if (found < 0) return this.#inner.apply(block);
    this.#hasMatched = true;
    const before = this.#inner.apply(firstEntries(block, 0, found));
    const held = this.#inner.flush();
    const match = firstEntries(block, found, found + 1);
    const flags = Uint8Array.of((match.flags?.[0] ?? 0) | EntryFlag.matched);
    return joinBlocks([before, ...(held === undefined ? [] : [held]), { ...match, flags }]);
  }

  flush(): Block | undefined {
    return this.#inner.flush();
  }

  #find(block: Block): number {
    if (block.count === 0) return -1;
    const marks = new Uint8Array(block.count);
    markMatches(this.#pattern, new BlockText(block, this.#pattern.needsCharacters), marks);
    return marks.indexOf(1);
  }
}

function firstEntries(block: Block, from: number, to: number): Block {
  return pickEntries(
    block,
    Uint32Array.from({ length: to - from }, (_, index) => from + index),
    to - from,
  );
}
