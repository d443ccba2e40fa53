import type { Block } from "./block.ts";
import { compactBlock } from "./compact-block.ts";
import type { DrainPool } from "./drain-pool.ts";
import type { Notices } from "./notice.ts";
import { type CaughtUp, caughtUp, isCaughtUp, type LogSource } from "./source.ts";
import { reportFailure } from "./source-failure.ts";
import type { SpooledBlock } from "./spool.ts";

/**
 * Reads one source as fast as it comes, whether or not anybody takes what was read: drain first, think later. What was
 * read waits in order, in the pool's memory or on its disk.
 */
export class Drain {
  readonly source: LogSource;
  /** Whether the source has ended and everything was taken. */
  get isFinished(): boolean {
    return this.#isEnded && this.#head === this.#queue.length;
  }
  /** When something arrived last, or the drain began; milliseconds of the run's clock. */
  lastWordMs: number;
  readonly #pool: DrainPool;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #queue: (Block | SpooledBlock | CaughtUp)[] = [];
  #head = 0;
  #isEnded = false;

  /** @param arrived called after each arrival and at the end. */
  constructor(source: LogSource, pool: DrainPool, notices: Notices, arrived: (drain: Drain, item?: Block) => void) {
    this.source = source;
    this.#pool = pool;
    this.lastWordMs = pool.nowMs();
    this.#running = this.#run(notices, arrived);
  }

  /** The next block or mark in order; undefined when nothing has arrived that was not taken. */
  take(): Block | CaughtUp | undefined {
    const item = this.#queue[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#queue.length || this.#head === 1024) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return item === caughtUp ? caughtUp : this.#pool.take(item as Block | SpooledBlock);
  }

  /** Ends the reading and gives back what the source holds. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.source[Symbol.asyncDispose]();
  }

  async #run(notices: Notices, arrived: (drain: Drain, item?: Block) => void): Promise<void> {
    const { signal } = this.#stop;
    try {
      for await (const item of this.source.read(signal)) {
        if (signal.aborted) break;
        this.lastWordMs = this.#pool.nowMs();
        if (isCaughtUp(item)) {
          this.#queue.push(item);
          arrived(this);
          continue;
        }
        if (item.count === 0) continue;
        this.#queue.push(this.#pool.store(compactBlock(item)));
        arrived(this, item);
        await this.#pool.room(signal);
        if (item.bytes.length < largeBlockBytes) await this.#pool.calm();
      }
    } catch (error) {
      if (!signal.aborted) reportFailure(notices, this.source, error);
    }
    this.#isEnded = true;
    arrived(this);
  }
}

/** From this size on a block is worth its cost, and its source is in a hurry. */
const largeBlockBytes = 64 * 1024;
