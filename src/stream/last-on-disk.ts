import { keepOnDisk } from "./keep-on-disk.ts";
import { pickEntries } from "./pick-entries.ts";
import { isBlock, type LogSource, type SourceItem } from "./source.ts";
import type { Spool, SpooledBlock } from "./spool.ts";

/**
 * The last `entries` of a source that ends. Which they are is known at its end only, so what may be among them lies on
 * disk until then. It breaks with `KT_OUTPUT` where the disk has no room.
 */
export function lastOnDisk(source: LogSource, entries: number, spool: Spool): LogSource {
  return {
    name: source.name,
    read: (signal) => readLast(source.read(signal), entries, spool),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* readLast(
  items: AsyncIterable<SourceItem>,
  entries: number,
  spool: Spool,
): AsyncGenerator<SourceItem, void, void> {
  const kept: SpooledBlock[] = [];
  let count = 0;
  for await (const item of items) {
    if (!isBlock(item) || item.count === 0) continue;
    kept.push(keepOnDisk(spool, item, "ask for fewer lines of each"));
    count += item.count;
  }
  let surplus = Math.max(0, count - entries);
  for (const spooled of kept) {
    const block = spool.read(spooled);
    const dropped = Math.min(surplus, block.count);
    surplus -= dropped;
    if (dropped === block.count) continue;
    const picked = Uint32Array.from({ length: block.count - dropped }, (_, index) => index + dropped);
    yield dropped === 0 ? block : pickEntries(block, picked, picked.length);
  }
}
