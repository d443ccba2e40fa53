import type { BlockFilter, FilterFactory } from "../../filter/block-filter.ts";
import type { Block } from "../../stream/block.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { isBlock, isCaughtUp, type LogSource, type SourceItem } from "../../stream/source.ts";
import type { Clock } from "../../time/clock.ts";

/** For how long a live source must be silent until what its filter holds back is not waited for any more (L21). */
export const silentRecordMs = 300;

/**
 * The source with only the entries that a filter leaves. Blocks without any go on, as a sign of life. What the filter holds
 * back comes out at the end, before the next instance, and when the source is live and has been silent for
 * {@link silentRecordMs}.
 * @param isInterleaved Whether lines of several containers alternate in it, as in a capture: then the filter of each lasts to
 * the end, instead of to the next instance.
 */
export function filteredSource(
  source: LogSource,
  createFilter: FilterFactory,
  clock: Clock,
  isInterleaved = false,
): LogSource {
  return {
    name: source.name,
    read: (signal) => new FilteredReading(createFilter, clock, isInterleaved).read(source.read(signal)),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

/** One reading of a source, with a filter of its own for each instance. */
class FilteredReading {
  readonly #createFilter: FilterFactory;
  readonly #clock: Clock;
  readonly #isInterleaved: boolean;
  readonly #filters = new Map<SourceInfo, BlockFilter>();

  constructor(createFilter: FilterFactory, clock: Clock, isInterleaved: boolean) {
    this.#createFilter = createFilter;
    this.#clock = clock;
    this.#isInterleaved = isInterleaved;
  }

  async *read(items: AsyncIterable<SourceItem>): AsyncGenerator<SourceItem, void, void> {
    const iterator = items[Symbol.asyncIterator]();
    let isLive = false;
    try {
      for (;;) {
        const next = iterator.next();
        if (isLive && this.#isHolding() && (await this.#isSilent(next))) yield* this.#flush();
        const result = await next;
        if (result.done === true) break;
        const item = result.value;
        if (!isBlock(item)) {
          isLive ||= isCaughtUp(item);
          yield* this.#flush();
          yield item;
          continue;
        }
        if (!this.#isInterleaved && !this.#filters.has(item.source)) {
          yield* this.#flush();
          this.#filters.clear();
        }
        yield this.#filterOf(item.source).apply(item);
      }
      yield* this.#flush();
    } finally {
      await iterator.return?.();
    }
  }

  #isHolding(): boolean {
    for (const filter of this.#filters.values()) if (filter.isHolding) return true;
    return false;
  }

  /** Whether nothing came for a while. A failure of what is waited for is left to who asks for it. */
  async #isSilent(next: Promise<IteratorResult<SourceItem, unknown>>): Promise<boolean> {
    const { promise: silence, resolve } = Promise.withResolvers<true>();
    const cancel = this.#clock.after(silentRecordMs, () => resolve(true));
    const word = next.then(
      () => false,
      () => false,
    );
    const isSilent = await Promise.race([silence, word]);
    cancel();
    return isSilent;
  }

  #filterOf(source: SourceInfo): BlockFilter {
    let filter = this.#filters.get(source);
    if (filter === undefined) {
      filter = this.#createFilter(source);
      this.#filters.set(source, filter);
    }
    return filter;
  }

  *#flush(): Generator<Block, void, void> {
    for (const filter of this.#filters.values()) {
      const held = filter.flush();
      if (held !== undefined) yield held;
    }
  }
}
