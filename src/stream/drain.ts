import type { Block } from "./block.ts";
import { compactBlock } from "./compact-block.ts";
import type { DrainPool } from "./drain-pool.ts";
import { DrainQueue } from "./drain-queue.ts";
import type { Notices } from "./notice.ts";
import { type CaughtUp, isBlock, isCaughtUp, type LogSource, type Remark } from "./source.ts";
import { closeSource, reportFailure } from "./source-failure.ts";

/** Called after each arrival with the block, without one for what is no entry, and at the end. */
export type Arrived = (drain: Drain, block?: Block) => void;

/**
 * Reads one source as fast as it comes, whether or not anybody takes what was read: drain first, think later. What was
 * read waits in order, in the pool's memory or on its disk.
 */
export class Drain {
  readonly source: LogSource;
  /** When something arrived last, or the drain began; milliseconds of the run's clock. */
  lastWordMs: number;
  /** Whether what arrives is live. */
  isCaughtUp = false;
  readonly #pool: DrainPool;
  readonly #notices: Notices;
  readonly #queue: DrainQueue;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #closing: Promise<void> | undefined;
  #isEnded = false;
  #isWaitingForRoom = false;
  #wake: (() => void) | undefined;

  constructor(source: LogSource, pool: DrainPool, notices: Notices, arrived: Arrived) {
    this.source = source;
    this.#pool = pool;
    this.#notices = notices;
    this.#queue = new DrainQueue(pool);
    this.lastWordMs = pool.nowMs();
    this.#running = this.#run(arrived);
  }

  /** Whether the source has ended and everything was taken. */
  get isFinished(): boolean {
    return this.#isEnded && this.#queue.isEmpty;
  }

  /** The next block, mark or remark in order; undefined when nothing has arrived that was not taken. */
  take(): Block | CaughtUp | Remark | undefined {
    const item = this.#queue.take();
    // Others may wait for this source's next word, however full the pool is of theirs.
    if (this.#isWaitingForRoom && this.#queue.isEmpty) this.resume();
    return item;
  }

  /** Ends a wait for the pool. */
  resume(): void {
    this.#wake?.();
  }

  /** Ends the reading and gives back what the source holds; never fails. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    this.resume();
    await this.#running;
    await closeSource(this.#notices, this.source);
  }

  async #run(arrived: Arrived): Promise<void> {
    const { signal } = this.#stop;
    try {
      for await (const item of this.source.read(signal)) {
        if (signal.aborted) break;
        this.lastWordMs = this.#pool.nowMs();
        if (!isBlock(item)) {
          this.isCaughtUp ||= isCaughtUp(item);
          this.#queue.pushMark(item);
          arrived(this);
        } else if (item.count > 0) {
          this.#queue.push(compactBlock(item));
          arrived(this, item);
          // One promise for each block is one that shows with hundreds of sources.
          while (this.#mustWaitForRoom()) await this.#sleep();
          if (this.#mustWaitForCalm(item)) await this.#sleep();
        }
      }
    } catch (error) {
      if (!signal.aborted) reportFailure(this.#notices, this.source, error);
    }
    this.#isEnded = true;
    arrived(this);
  }

  #mustWaitForRoom(): boolean {
    this.#isWaitingForRoom = !this.#stop.signal.aborted && !this.#queue.isEmpty && this.#pool.isFull;
    if (this.#isWaitingForRoom) this.#pool.waitForRoom(this);
    return this.#isWaitingForRoom;
  }

  #mustWaitForCalm(block: Block): boolean {
    const isHasty = !this.isCaughtUp || block.bytes.length >= largeBlockBytes;
    return !this.#stop.signal.aborted && !isHasty && this.#pool.waitForCalm(this);
  }

  /** Waits for {@link resume}. */
  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/**
 * From this size on a block is worth its cost, and its source may be in a hurry: well below what a transport holds for a
 * reader, so that none that writes fast is ever held up.
 */
const largeBlockBytes = 4 * 1024;
