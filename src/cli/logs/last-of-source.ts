import type { Block } from "../../stream/block.ts";
import { pickEntries } from "../../stream/pick-entries.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { caughtUp, isCaughtUp, type LogSource, type SourceItem } from "../../stream/source.ts";

/**
 * The source with only the last `entries` of its backlog (`--tail-each` behind a filter): of everything when it ends,
 * otherwise of what comes before it is caught up.
 * @param containerOf What of it is counted by itself; absent: all of it together.
 */
export function lastOfSource(
  source: LogSource,
  entries: number,
  containerOf: (source: SourceInfo) => string = () => "",
): LogSource {
  return {
    name: source.name,
    read: (signal) => readLast(source.read(signal), entries, containerOf),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* readLast(
  items: AsyncIterable<SourceItem>,
  entries: number,
  containerOf: (source: SourceInfo) => string,
): AsyncGenerator<SourceItem, void, void> {
  const kept = new Map<string, LastBlocks>();
  let place = 0;
  let isLive = false;
  for await (const item of items) {
    if (isLive) {
      yield item;
    } else if (isCaughtUp(item)) {
      isLive = true;
      yield* inOrder(kept);
      yield caughtUp;
    } else {
      const container = containerOf(item.source);
      let last = kept.get(container);
      if (last === undefined) kept.set(container, (last = new LastBlocks(entries)));
      last.add(item, place++);
    }
  }
  if (!isLive) yield* inOrder(kept);
}

/** A block and its place among all blocks of the source. */
interface PlacedBlock {
  readonly block: Block;
  readonly place: number;
}

/** The blocks that hold the last entries of one container. */
class LastBlocks {
  readonly #entries: number;
  readonly #blocks: PlacedBlock[] = [];
  #count = 0;

  constructor(entries: number) {
    this.#entries = entries;
  }

  add(block: Block, place: number): void {
    this.#blocks.push({ block, place });
    this.#count += block.count;
    for (let first = this.#blocks[0]; first !== undefined; first = this.#blocks[0]) {
      if (this.#count - first.block.count < this.#entries) return;
      this.#count -= first.block.count;
      this.#blocks.shift();
    }
  }

  /** The blocks without the entries that are too many, which lie in the first one. */
  cut(): readonly PlacedBlock[] {
    const surplus = Math.max(0, this.#count - this.#entries);
    return this.#blocks.map(({ block, place }, index) => {
      const skip = index === 0 ? surplus : 0;
      const picked = Uint32Array.from({ length: block.count - skip }, (_, entry) => entry + skip);
      return { block: pickEntries(block, picked, picked.length), place };
    });
  }
}

function* inOrder(kept: ReadonlyMap<string, LastBlocks>): Generator<Block, void, void> {
  const blocks = [...kept.values()].flatMap((last) => last.cut()).toSorted((one, other) => one.place - other.place);
  for (const { block } of blocks) yield block;
}
