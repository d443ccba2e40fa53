import { Drain } from "../../stream/drain.ts";
import { DrainPool } from "../../stream/drain-pool.ts";
import type { Notices } from "../../stream/notice.ts";
import type { LogSource, SourceItem } from "../../stream/source.ts";
import type { Clock } from "../../time/clock.ts";
import { StreamSlots } from "./stream-slots.ts";

/** What limited reading needs. */
export interface LimitedReadOptions {
  /** The most sources read at the same time. */
  readonly maxStreams: number;
  /** An existing folder for the spool. */
  readonly folder: string;
  readonly clock: Clock;
  readonly notices: Notices;
}

/**
 * Sources of a read that ends, of which only some are read at the same time (`--max-streams`). Their merge needs the
 * beginning of each before anything comes out, so those whose turn comes first are read to their end and kept, in
 * memory and then on disk.
 */
export class LimitedRead {
  readonly sources: readonly LogSource[];
  readonly #pool: DrainPool;
  readonly #notices: Notices;
  readonly #slots: StreamSlots;

  constructor(sources: readonly LogSource[], options: LimitedReadOptions) {
    this.#slots = new StreamSlots(options.maxStreams);
    this.#notices = options.notices;
    this.#pool = new KeepingPool(options);
    this.sources = sources.map((source) => ({
      name: source.name,
      read: (signal) => this.#read(source, signal),
      [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
    }));
  }

  /** Removes what lies on disk. */
  close(): void {
    this.#pool.close();
  }

  async *#read(source: LogSource, signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const giveBack = await this.#slots.take(signal);
    let wake: (() => void) | undefined;
    const noticed = (): void => wake?.();
    const drain = new Drain(endingWith(source, giveBack), this.#pool, this.#notices, noticed);
    signal.addEventListener("abort", noticed, { once: true });
    try {
      while (!signal.aborted && !drain.isFinished) {
        const item = drain.take();
        if (item !== undefined) {
          yield item;
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", noticed);
      await drain.close();
      giveBack();
    }
  }
}

/** Keeps as much as the disk has room for, and beyond that as memory: to make servers wait would be to wait for ever. */
class KeepingPool extends DrainPool {
  constructor({ folder, clock, notices }: LimitedReadOptions) {
    const bounds = { memoryBytes: 32 * 1024 * 1024, spoolBytes: Number.POSITIVE_INFINITY, folder };
    super(bounds, clock, { notice: (notice) => notice.onceKey !== "drain-spool" && notices.notice(notice) });
  }

  override get isFull(): boolean {
    return false;
  }
}

/** The source, which says when its reading is over: the stream is free then, whatever is still kept of it. */
function endingWith(source: LogSource, onEnd: () => void): LogSource {
  return {
    name: source.name,
    async *read(signal): AsyncGenerator<SourceItem, void, void> {
      try {
        yield* source.read(signal);
      } finally {
        onEnd();
      }
    },
    // Whoever opened the source closes it.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
