import type { Block } from "../../stream/block.ts";
import { isCaughtUp, type LogSource, type SourceItem } from "../../stream/source.ts";

/** The source with only the entries that `pick` leaves of each block. Empty blocks go on, for their sign of life. */
export function filteredSource(source: LogSource, pick: (block: Block) => Block): LogSource {
  return {
    name: source.name,
    read: (signal) => readPicked(source.read(signal), pick),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* readPicked(
  items: AsyncIterable<SourceItem>,
  pick: (block: Block) => Block,
): AsyncGenerator<SourceItem, void, void> {
  for await (const item of items) yield isCaughtUp(item) ? item : pick(item);
}
