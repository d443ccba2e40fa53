import type { Block } from "../../stream/block.ts";
import { pickEntries } from "../../stream/pick-entries.ts";
import { caughtUp, isCaughtUp, type LogSource, type SourceItem } from "../../stream/source.ts";

/**
 * The source with only the last `entries` of its backlog (`--tail-each` behind a filter): of everything when it ends,
 * otherwise of what comes before it is caught up.
 */
export function lastOfSource(source: LogSource, entries: number): LogSource {
  return {
    name: source.name,
    read: (signal) => readLast(source.read(signal), entries),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* readLast(items: AsyncIterable<SourceItem>, entries: number): AsyncGenerator<SourceItem, void, void> {
  const kept: Block[] = [];
  let count = 0;
  let isLive = false;
  for await (const item of items) {
    if (isLive) {
      yield item;
    } else if (isCaughtUp(item)) {
      isLive = true;
      yield* lastEntries(kept, count - entries);
      yield caughtUp;
    } else {
      kept.push(item);
      count += item.count;
      for (let first = kept[0]; first !== undefined && count - first.count >= entries; first = kept[0]) {
        count -= first.count;
        kept.shift();
      }
    }
  }
  if (!isLive) yield* lastEntries(kept, count - entries);
}

/** The kept blocks without the first `surplus` entries, which lie in the first block. */
function* lastEntries(kept: readonly Block[], surplus: number): Generator<Block, void, void> {
  for (const [place, block] of kept.entries()) {
    const skip = place === 0 ? Math.max(0, surplus) : 0;
    const picked = Uint32Array.from({ length: block.count - skip }, (_, index) => index + skip);
    yield pickEntries(block, picked, picked.length);
  }
}
