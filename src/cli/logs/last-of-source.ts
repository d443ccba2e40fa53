import { type Block, EntryFlag } from "../../stream/block.ts";
import { pickEntries } from "../../stream/pick-entries.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { caughtUp, isCaughtUp, isRemark, type LogSource, type Remark, type SourceItem } from "../../stream/source.ts";

/** What {@link lastOfSource} leaves of a source. */
export interface LastEntries {
  readonly entries: number;
  /** Whether a record of several lines counts as one, and stays whole. */
  readonly asRecords: boolean;
  /** What of it is counted by itself; absent: all of it together. */
  readonly containerOf?: (source: SourceInfo) => string;
  /** Whether the read ends, so that all is backlog. Absent: only what comes before the source is caught up. */
  readonly isToEnd?: boolean;
}

/**
 * The source with only the last entries of its backlog (`--tail-each` behind a filter): of everything when it ends,
 * otherwise of what comes before it is caught up.
 */
export function lastOfSource(source: LogSource, last: LastEntries): LogSource {
  return {
    name: source.name,
    read: (signal) => readLast(source.read(signal), last),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* readLast(
  items: AsyncIterable<SourceItem>,
  { entries, asRecords, containerOf = () => "", isToEnd = false }: LastEntries,
): AsyncGenerator<SourceItem, void, void> {
  const kept = new Map<string, LastBlocks>();
  const remarks: Remark[] = [];
  let place = 0;
  let isLive = false;
  for await (const item of items) {
    if (isLive) {
      yield item;
    } else if (isCaughtUp(item)) {
      if (isToEnd) continue;
      isLive = true;
      yield* inOrder(kept);
      yield* remarks;
      yield caughtUp;
    } else if (isRemark(item)) {
      remarks.push(item);
    } else {
      const container = containerOf(item.source);
      let last = kept.get(container);
      if (last === undefined) kept.set(container, (last = new LastBlocks(entries, asRecords)));
      last.add(item, place++);
    }
  }
  if (isLive) return;
  yield* inOrder(kept);
  yield* remarks;
}

/** A block and its place among all blocks of the source. */
interface PlacedBlock {
  readonly block: Block;
  readonly place: number;
}

/** The blocks that hold the last entries of one container. */
class LastBlocks {
  readonly #entries: number;
  readonly #asRecords: boolean;
  readonly #blocks: PlacedBlock[] = [];
  #count = 0;

  constructor(entries: number, asRecords: boolean) {
    this.#entries = entries;
    this.#asRecords = asRecords;
  }

  add(block: Block, place: number): void {
    this.#blocks.push({ block, place });
    this.#count += this.#countOf(block);
    for (let first = this.#blocks[0]; first !== undefined; first = this.#blocks[0]) {
      const count = this.#countOf(first.block);
      if (this.#count - count < this.#entries) return;
      this.#count -= count;
      this.#blocks.shift();
    }
  }

  /** The blocks without the entries that are too many, which lie in the first one. */
  cut(): readonly PlacedBlock[] {
    return this.#blocks.map(({ block, place }, index) => {
      const skip = index === 0 ? this.#surplusOf(block) : 0;
      const picked = Uint32Array.from({ length: block.count - skip }, (_, entry) => entry + skip);
      return { block: pickEntries(block, picked, picked.length), place };
    });
  }

  /** How many lines of the first block are too many. */
  #surplusOf(block: Block): number {
    let surplus = Math.max(0, this.#count - this.#entries);
    let lines = 0;
    for (; lines < block.count; lines++) if (this.#counts(block, lines) && surplus-- === 0) break;
    return lines;
  }

  #countOf(block: Block): number {
    if (!this.#asRecords || block.flags === undefined) return block.count;
    let count = 0;
    for (let index = 0; index < block.count; index++) if (this.#counts(block, index)) count++;
    return count;
  }

  #counts({ flags }: Block, index: number): boolean {
    return !this.#asRecords || ((flags?.[index] ?? 0) & EntryFlag.continuation) === 0;
  }
}

function* inOrder(kept: ReadonlyMap<string, LastBlocks>): Generator<Block, void, void> {
  const blocks = [...kept.values()].flatMap((last) => last.cut()).toSorted((one, other) => one.place - other.place);
  for (const { block } of blocks) yield block;
}
