import type { BlockFilter, FilterFactory } from "../../filter/block-filter.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { isCaughtUp, type LogSource, type SourceItem } from "../../stream/source.ts";

/**
 * The capture with only the entries that a filter leaves. Lines of several containers may alternate in it: each has a filter of its own,
 * which lasts as long as the capture.
 */
export function filteredCapture(source: LogSource, createFilter: FilterFactory): LogSource {
  return {
    name: source.name,
    read: (signal) => filterEach(source.read(signal), createFilter),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* filterEach(
  items: AsyncIterable<SourceItem>,
  createFilter: FilterFactory,
): AsyncGenerator<SourceItem, void, void> {
  const filters = new Map<SourceInfo, BlockFilter>();
  for await (const item of items) {
    if (isCaughtUp(item)) {
      yield item;
      continue;
    }
    let filter = filters.get(item.source);
    if (filter === undefined) filters.set(item.source, (filter = createFilter(item.source)));
    yield filter.apply(item);
  }
  for (const filter of filters.values()) {
    const held = filter.flush();
    if (held !== undefined) yield held;
  }
}
