import type { FilterFactory } from "../../filter/block-filter.ts";
import { isBlock, isCaughtUp, type LogSource, type SourceItem } from "../../stream/source.ts";
import type { Clock } from "../../time/clock.ts";
import { InterleavedFilters } from "./interleaved-filters.ts";
import { InstanceFilters, type SourceFilters, silentRecordMs } from "./source-filters.ts";

/**
 * The source with only the entries that a filter leaves. Blocks without any go on, as a sign of life. What the filter holds
 * back comes out at the end, before the next instance, and when the source is live and has been silent for
 * {@link silentRecordMs}.
 * @param isInterleaved Whether lines of several containers alternate in it, as in a capture: then the filter of each lasts to
 * the end, instead of to the next instance, and what is left stays in the order of the whole.
 */
export function filteredSource(
  source: LogSource,
  createFilter: FilterFactory,
  clock: Clock,
  isInterleaved = false,
): LogSource {
  const filters = (): SourceFilters =>
    isInterleaved ? new InterleavedFilters(createFilter) : new InstanceFilters(createFilter);
  return {
    name: source.name,
    read: (signal) => readFiltered(source.read(signal), filters(), clock),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* readFiltered(
  items: AsyncIterable<SourceItem>,
  filters: SourceFilters,
  clock: Clock,
): AsyncGenerator<SourceItem, void, void> {
  const iterator = items[Symbol.asyncIterator]();
  let isLive = false;
  // Of the source; a slow reader of what comes out says nothing about it.
  let waitedMs = 0;
  try {
    for (;;) {
      const askedMs = clock.nowMs();
      const next = iterator.next();
      if (isLive && filters.isHolding && (await isSilent(next, clock))) yield* filters.flush();
      const result = await next;
      waitedMs += clock.nowMs() - askedMs;
      if (result.done === true) break;
      const item = result.value;
      if (isBlock(item)) {
        yield* filters.apply(item, isLive ? waitedMs : undefined);
      } else {
        isLive ||= isCaughtUp(item);
        yield* filters.flush();
        yield item;
      }
    }
    yield* filters.flush();
  } finally {
    await iterator.return?.();
  }
}

/** Whether nothing came for a while. A failure of what is waited for is left to who asks for it. */
async function isSilent(next: Promise<IteratorResult<SourceItem, unknown>>, clock: Clock): Promise<boolean> {
  const { promise: silence, resolve } = Promise.withResolvers<true>();
  const cancel = clock.after(silentRecordMs, () => resolve(true));
  const word = next.then(
    () => false,
    () => false,
  );
  const isOver = await Promise.race([silence, word]);
  cancel();
  return isOver;
}
