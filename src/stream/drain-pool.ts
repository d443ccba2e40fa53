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

/** Who waits for the pool. */
export interface PoolWaiter {
  resume(): void;
}

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
  readonly #waitingForRoom = new Set<PoolWaiter>();
  readonly #waitingForCalm = new Set<PoolWaiter>();
  /** Blocks that arrived since `#countedFromMs`. */
  #arrivals = 0;
  #countedFromMs = 0;
  #wasBusy = false;
  #cancelCalm: (() => void) | undefined;

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

  /** Whether neither memory nor disk has room: sources must wait. */
  get isFull(): boolean {
    return this.#hasFullMemory && this.#hasFullDisk;
  }

  /** Whether what arrives should go to disk. */
  get isSpilling(): boolean {
    return this.#hasFullMemory && !this.#hasFullDisk;
  }

  /** Counts a block that arrived and is kept in memory. */
  hold(block: Block): void {
    this.#arrivals++;
    this.#memoryBytes += costOf(block);
  }

  /** A block that was counted is no longer in memory. */
  letGo(block: Block): void {
    this.#memoryBytes -= costOf(block);
    if (!this.isFull) this.#resumeAll(this.#waitingForRoom);
  }

  /** Writes entries to disk; undefined when that cannot be done, now and from now on. */
  spill(block: Block): SpooledBlock | undefined {
    try {
      const spooled = this.#spool.write(block);
      this.#notices.notice({
        level: "info",
        onceKey: "drain-spool",
        message: "the reader of this output is slower than the logs; what arrives meanwhile is kept on disk",
      });
      return spooled;
    } catch (error) {
      this.#isSpoolBroken = true;
      this.#notices.notice({
        level: "warning",
        onceKey: "drain-spool-broken",
        message: `cannot keep what arrives on disk: ${error instanceof Error ? error.message : String(error)}`,
        hint: "set TMPDIR to a folder with room",
      });
      return undefined;
    }
  }

  /** Gives a block out, once. */
  take(stored: Block | SpooledBlock): Block {
    if (!("kind" in stored)) {
      this.letGo(stored);
      return stored;
    }
    const block = this.#spool.read(stored);
    if (!this.isFull) this.#resumeAll(this.#waitingForRoom);
    return block;
  }

  /** Resumes the waiter when there is room. */
  waitForRoom(waiter: PoolWaiter): void {
    this.#waitingForRoom.add(waiter);
    this.#notices.notice({
      level: "warning",
      onceKey: "drain-full",
      message:
        "memory and disk for what arrives are full; the servers are made to wait, and a kubelet may skip lines then",
      hint: "read this output faster, or write it to a file",
    });
  }

  /**
   * When many small blocks arrive, lets some time pass so that each source's next block is a larger one.
   * @returns whether the waiter is to wait; it is resumed then.
   */
  waitForCalm(waiter: PoolWaiter): boolean {
    if (this.#waitingForCalm.size === 0) {
      if (!this.#isBusy()) return false;
      this.#cancelCalm = this.#clock.after(tickMs, () => this.#resumeAll(this.#waitingForCalm));
    }
    this.#waitingForCalm.add(waiter);
    return true;
  }

  /** Removes what lies on disk. */
  close(): void {
    this.#cancelCalm?.();
    this.#resumeAll(this.#waitingForRoom);
    this.#resumeAll(this.#waitingForCalm);
    this.#spool.close();
  }

  get #hasFullMemory(): boolean {
    return this.#memoryBytes >= this.#bounds.memoryBytes;
  }

  get #hasFullDisk(): boolean {
    return this.#spool.isFull || this.#isSpoolBroken;
  }

  #isBusy(): boolean {
    const nowMs = this.#clock.nowMs();
    const countedMs = nowMs - this.#countedFromMs;
    if (countedMs >= countMs) {
      this.#wasBusy = this.#arrivals >= busyArrivals && countedMs < countMs + tickMs;
      this.#countedFromMs = nowMs;
      this.#arrivals = 0;
    }
    return this.#wasBusy || this.#arrivals >= busyArrivals;
  }

  #resumeAll(waiting: Set<PoolWaiter>): void {
    if (waiting.size === 0) return;
    const waiters = [...waiting];
    waiting.clear();
    for (const waiter of waiters) waiter.resume();
  }
}

/** This many blocks within {@link countMs} are many. */
const busyArrivals = 64;
const countMs = 25;
/** Below what a person or the reorder window notices, and so long that hundreds of sources cost half the work. */
const tickMs = 200;

function costOf(block: Block): number {
  return block.bytes.length + block.count * 20 + 256;
}
