import type { Clock } from "../time/clock.ts";
import type { Block } from "./block.ts";
import type { Notices } from "./notice.ts";
import { Spool, type SpooledBlock } from "./spool.ts";

/** Bounds of what a run may hold back. */
export interface DrainBounds {
  /** Bytes of blocks in memory, over all sources. */
  readonly memoryBytes: number;
  /** Bytes on disk, over all sources. */
  readonly spoolBytes: number;
  /** An existing folder for the spool. */
  readonly folder: string;
}

/** What is usual: 32 MiB of memory, then 1 GiB of disk. */
export const usualBounds: Omit<DrainBounds, "folder"> = { memoryBytes: 32 * 1024 * 1024, spoolBytes: 1024 ** 3 };

/**
 * What the drains of a run share: the bounded memory, then the bounded spool on disk, then back-pressure, each step
 * announced once. A slow reader of standard output must not make the kubelet wait: a follow that is read slowly skips
 * lines there when the log rotates (measured, kubernetes v1.36.3).
 */
export class DrainPool {
  readonly #bounds: DrainBounds;
  readonly #clock: Clock;
  readonly #notices: Notices;
  readonly #spool: Spool;
  #memoryBytes = 0;
  #isSpoolBroken = false;
  #waiting: (() => void)[] = [];
  /** Blocks that arrived since `#countedFromMs`. */
  #arrivals = 0;
  #countedFromMs = 0;
  #wasBusy = false;
  #tick: Promise<void> | undefined;

  constructor(bounds: DrainBounds, clock: Clock, notices: Notices) {
    this.#bounds = bounds;
    this.#clock = clock;
    this.#notices = notices;
    this.#spool = new Spool(bounds.folder, bounds.spoolBytes);
  }

  /** Milliseconds of the run's monotonic clock. */
  nowMs(): number {
    return this.#clock.nowMs();
  }

  /** What is held back just now. */
  get heldBytes(): { readonly memory: number; readonly disk: number } {
    return { memory: this.#memoryBytes, disk: this.#spool.usedBytes };
  }

  /** Takes a block in: into memory while there is room, else onto the disk. */
  store(block: Block): Block | SpooledBlock {
    this.#arrivals++;
    if (this.#memoryBytes < this.#bounds.memoryBytes || this.#spool.isFull || this.#isSpoolBroken) {
      this.#memoryBytes += costOf(block);
      return block;
    }
    this.#notices.notice({
      level: "info",
      onceKey: "drain-spool",
      message: "the reader of this output is slower than the logs; what arrives meanwhile is kept on disk",
    });
    try {
      return this.#spool.write(block);
    } catch (error) {
      this.#isSpoolBroken = true;
      this.#notices.notice({
        level: "warning",
        onceKey: "drain-spool-broken",
        message: `cannot keep what arrives on disk: ${error instanceof Error ? error.message : String(error)}`,
        hint: "set TMPDIR to a folder with room",
      });
      this.#memoryBytes += costOf(block);
      return block;
    }
  }

  /** Gives a stored block out, once. */
  take(stored: Block | SpooledBlock): Block {
    if ("kind" in stored) {
      const block = this.#spool.read(stored);
      if (!this.#spool.isFull) this.#wake();
      return block;
    }
    this.#memoryBytes -= costOf(stored);
    if (this.#memoryBytes < this.#bounds.memoryBytes) this.#wake();
    return stored;
  }

  /** Waits while neither memory nor disk has room, or until the signal aborts. */
  async room(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#isFull()) {
      this.#notices.notice({
        level: "warning",
        onceKey: "drain-full",
        message:
          "memory and disk for what arrives are full; the servers are made to wait, and a kubelet may skip lines then",
        hint: "read this output faster, or write it to a file",
      });
      await new Promise<void>((resolve) => {
        const done = (): void => {
          signal.removeEventListener("abort", done);
          resolve();
        };
        signal.addEventListener("abort", done, { once: true });
        this.#waiting.push(done);
      });
    }
  }

  /**
   * When many small blocks arrive, lets some time pass so that each source's next block is a larger one: undefined when
   * nothing is to be waited for.
   */
  calm(): Promise<void> | undefined {
    if (this.#tick !== undefined) return this.#tick;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#countedFromMs >= countMs) {
      this.#wasBusy = this.#arrivals >= busyArrivals && nowMs - this.#countedFromMs < countMs + tickMs;
      this.#countedFromMs = nowMs;
      this.#arrivals = 0;
    }
    if (!this.#wasBusy && this.#arrivals < busyArrivals) return undefined;
    this.#tick = new Promise((resolve) => {
      this.#clock.after(tickMs, () => {
        this.#tick = undefined;
        resolve();
      });
    });
    return this.#tick;
  }

  /** Removes what lies on disk. */
  close(): void {
    this.#wake();
    this.#spool.close();
  }

  #isFull(): boolean {
    return this.#memoryBytes >= this.#bounds.memoryBytes && (this.#spool.isFull || this.#isSpoolBroken);
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const done of waiting) done();
  }
}

/** This many blocks within {@link countMs} are many. */
const busyArrivals = 64;
const countMs = 25;
/** Well below what a person or the reorder window notices, and enough to halve the work of hundreds of sources. */
const tickMs = 100;

function costOf(block: Block): number {
  return block.bytes.length + block.count * 20 + 256;
}
