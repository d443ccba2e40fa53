import type { Batch } from "./batch.ts";
import { BatchFiller } from "./batch-filler.ts";
import type { Block } from "./block.ts";
import { type Lane, LaneHeap } from "./lane-heap.ts";
import type { Notices } from "./notice.ts";
import { isBlock, type LogSource, type SourceItem } from "./source.ts";
import { closeSource, reportFailure } from "./source-failure.ts";

/** What a merge of finished reads needs besides its sources. */
export interface MergeFinishedOptions {
  readonly signal: AbortSignal;
  readonly notices: Notices;
}

/**
 * Merges sources that end, in the exact order of their keys, ties by the order of the sources. Nothing comes
 * out before every source has said something or ended. Reads each source one block ahead and no further: who does
 * not take batches makes the servers wait. A source that throws is reported as an `error` notice and left out.
 *
 * Closes each source when it has ended, and all of them when the merge ends, whichever way. After an abort nothing
 * more comes out.
 */
export async function* mergeFinished(
  sources: readonly LogSource[],
  options: MergeFinishedOptions,
): AsyncGenerator<Batch, void, void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, options.signal]);
  const readers = sources.map((source, order) => new BlockReader(source, order, signal, options.notices));
  const heap = new LaneHeap<ReaderLane>();
  const filler = new BatchFiller();
  try {
    for (const reader of readers) {
      const block = await reader.next();
      if (block === undefined) continue;
      heap.push({ reader, order: reader.order, block, index: 0, slot: -1, isFree: true });
    }
    while (!signal.aborted) {
      const why = filler.takeFrom(heap, Number.POSITIVE_INFINITY, 0);
      const lane = heap.top;
      if (why !== "dry" || lane === undefined) {
        if (filler.count > 0) yield filler.batch(false);
        filler.clear();
        if (why === "empty") return;
        continue;
      }
      const { reader } = lane;
      if (!reader.isReady && filler.count > 0) {
        // What is certain comes out before a wait.
        yield filler.batch(false);
        filler.clear();
      }
      const block = await reader.next();
      if (block === undefined) {
        heap.pop();
        continue;
      }
      lane.block = block;
      lane.index = 0;
      lane.slot = -1;
      heap.moveTop();
    }
  } finally {
    stop.abort();
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

/** A source's place in the merge. */
interface ReaderLane extends Lane {
  readonly reader: BlockReader;
}

/** Reads a source one block ahead, so that its server works while others are being merged. */
class BlockReader {
  readonly order: number;
  readonly #source: LogSource;
  readonly #notices: Notices;
  readonly #signal: AbortSignal;
  #iterator: AsyncIterator<SourceItem> | undefined;
  #ready: Block | undefined;
  #isEnded = false;
  #pending: Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(source: LogSource, order: number, signal: AbortSignal, notices: Notices) {
    this.order = order;
    this.#source = source;
    this.#signal = signal;
    this.#notices = notices;
    this.#pending = this.#fetch();
  }

  /** Whether {@link next} has its answer without waiting for the source. */
  get isReady(): boolean {
    return this.#ready !== undefined || this.#isEnded;
  }

  /** The next block that has entries; undefined at the end. */
  async next(): Promise<Block | undefined> {
    while (!this.isReady) await this.#pending;
    const block = this.#ready;
    if (block === undefined) {
      void this.close();
      return undefined;
    }
    this.#ready = undefined;
    this.#pending = this.#fetch();
    return block;
  }

  /** Gives back what the source holds; never fails. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#pending;
    await closeSource(this.#notices, this.#source, this.#iterator);
  }

  async #fetch(): Promise<void> {
    try {
      this.#iterator ??= this.#source.read(this.#signal)[Symbol.asyncIterator]();
      while (!this.#isEnded) {
        const result = await this.#iterator.next();
        if (result.done === true) {
          this.#isEnded = true;
        } else if (isBlock(result.value) && result.value.count > 0) {
          this.#ready = result.value;
          return;
        }
      }
    } catch (error) {
      this.#isEnded = true;
      if (!this.#signal.aborted) reportFailure(this.#notices, this.#source, error);
    }
  }
}
