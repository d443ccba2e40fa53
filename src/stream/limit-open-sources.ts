import type { Block } from "./block.ts";
import { keepOnDisk } from "./keep-on-disk.ts";
import { isBlock, type LogSource, type SourceItem } from "./source.ts";
import type { Spool, SpooledBlock } from "./spool.ts";

/** What {@link limitOpenSources} needs. */
export interface LimitOpenSourcesOptions {
  /** The most sources that are read at the same time, 1 or more. */
  readonly maxStreams: number;
  /** Where the sources beyond that are kept; closed by the caller after the merge. */
  readonly spool: Spool;
}

/**
 * The sources of a finished merge, of which no more than `maxStreams` are read at the same time. An exact merge needs
 * the beginning of each before anything comes out, so those beyond the limit are read to their end first and kept on
 * disk; then the others are read, and all are merged. To be read together, under one signal, as `mergeFinished`
 * does.
 *
 * A source that the disk has no room for breaks with `KT_OUTPUT`.
 */
export function limitOpenSources(
  sources: readonly LogSource[],
  { maxStreams, spool }: LimitOpenSourcesOptions,
): readonly LogSource[] {
  if (sources.length <= maxStreams) return sources;
  const kept = sources.slice(maxStreams).map((source) => new KeptSource(source, spool));
  let keeping: Promise<void> | undefined;
  const keepAll = (signal: AbortSignal): Promise<void> => {
    keeping ??= keep(kept, maxStreams, signal);
    return keeping;
  };
  return sources.map((source, place) => ({
    name: source.name,
    read: async function* (signal): AsyncGenerator<SourceItem, void, void> {
      await keepAll(signal);
      if (!signal.aborted) yield* kept[place - maxStreams]?.read() ?? source.read(signal);
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }));
}

/** Fills all, `maxStreams` at a time. */
async function keep(kept: readonly KeptSource[], maxStreams: number, signal: AbortSignal): Promise<void> {
  const waiting = kept.values();
  const fillInTurn = async (): Promise<void> => {
    for (const source of waiting) {
      if (signal.aborted) return;
      await source.fill(signal);
    }
  };
  await Promise.all(Array.from({ length: maxStreams }, fillInTurn));
}

/** A source that is read to its end before anybody asks for its entries. */
class KeptSource {
  readonly #source: LogSource;
  readonly #spool: Spool;
  readonly #blocks: SpooledBlock[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(source: LogSource, spool: Spool) {
    this.#source = source;
    this.#spool = spool;
  }

  /** Reads everything; what breaks the source comes out behind what it said. */
  async fill(signal: AbortSignal): Promise<void> {
    try {
      for await (const item of this.#source.read(signal)) {
        if (!isBlock(item) || item.count === 0) continue;
        this.#blocks.push(keepOnDisk(this.#spool, item, "leave --max-streams out"));
      }
    } catch (error) {
      this.#failure = { error };
    }
  }

  async *read(): AsyncGenerator<Block, void, void> {
    for (const spooled of this.#blocks) yield this.#spool.read(spooled);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
