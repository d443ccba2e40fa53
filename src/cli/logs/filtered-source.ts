import type { BlockFilter, FilterFactory } from "../../filter/block-filter.ts";
import type { Block } from "../../stream/block.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { isCaughtUp, type LogSource, type SourceItem } from "../../stream/source.ts";

/** The source with only the entries that a filter leaves. Blocks without any go on, as a sign of life. */
export function filteredSource(source: LogSource, createFilter: FilterFactory): LogSource {
  return {
    name: source.name,
    read: (signal) => new FilteredReading(createFilter).read(source.read(signal)),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

/** One reading of a source, with a filter of its own for each instance. */
class FilteredReading {
  readonly #createFilter: FilterFactory;
  #filter: BlockFilter | undefined;
  #filtered: SourceInfo | undefined;

  constructor(createFilter: FilterFactory) {
    this.#createFilter = createFilter;
  }

  async *read(items: AsyncIterable<SourceItem>): AsyncGenerator<SourceItem, void, void> {
    for await (const item of items) {
      if (isCaughtUp(item)) {
        yield* this.#flush();
        yield item;
        continue;
      }
      if (item.source !== this.#filtered) yield* this.#flush();
      yield this.#filterOf(item.source).apply(item);
    }
    yield* this.#flush();
  }

  #filterOf(source: SourceInfo): BlockFilter {
    if (this.#filter === undefined || source !== this.#filtered) {
      this.#filter = this.#createFilter(source);
      this.#filtered = source;
    }
    return this.#filter;
  }

  *#flush(): Generator<Block, void, void> {
    const held = this.#filter?.flush();
    if (held !== undefined) yield held;
  }
}
