import type { Clock } from "../time/clock.ts";
import { Backlog } from "./backlog.ts";
import type { Batch } from "./batch.ts";
import { BatchFiller } from "./batch-filler.ts";
import type { Block } from "./block.ts";
import { ClockSkew } from "./clock-skew.ts";
import { Drain } from "./drain.ts";
import type { DrainPool } from "./drain-pool.ts";
import { type Lane, LaneHeap } from "./lane-heap.ts";
import type { Notices } from "./notice.ts";
import { readJoining } from "./read-joining.ts";
import { ReleaseQueue } from "./release-queue.ts";
import { isCaughtUp, isRemark, type LogSource } from "./source.ts";
import { Wakeup } from "./wakeup.ts";

/** What a follow needs besides its sources. */
export interface MergeFollowOptions {
  /** How long a live entry may be held back for the others, in milliseconds. */
  readonly windowMs: number;
  /** After how many milliseconds without a word a source no longer holds up the backlog of the others. */
  readonly silentBacklogMs: number;
  readonly clock: Clock;
  readonly pool: DrainPool;
  readonly notices: Notices;
  /** Tells a remark behind everything that has come out; absent: that needs no more care. */
  readonly tellBehind?: ((tell: () => void) => void) | undefined;
  readonly signal: AbortSignal;
}

/** The sources of a follow: those that are there, and those that come. */
export interface FollowedSources {
  readonly initial: readonly LogSource[];
  readonly joining: AsyncIterable<LogSource>;
}

/**
 * Merges sources that go on. Until each of the initial ones has said that it is caught up, their backlog is merged
 * exactly; from then on an entry comes out as soon as every source has passed it, or a reorder window after
 * it arrived. What comes later than that comes out at once, with the flag `late`. Sources are drained at once and
 * always, whether or not batches are taken. A source that throws is reported and left out.
 *
 * As soon as the backlog is out there is a live batch, an empty one if nothing else is to be told.
 * Ends when all sources and `joining` have ended, or by the signal, then with everything that had arrived. Closes each
 * source when it has ended, and all of them when the merge ends, whichever way.
 */
export async function* mergeFollow(
  sources: FollowedSources,
  options: MergeFollowOptions,
): AsyncGenerator<Batch, void, void> {
  const { signal } = options;
  const merge = new FollowMerge(options);
  const end = (): void => merge.end();
  signal.addEventListener("abort", end, { once: true });
  try {
    merge.begin(sources);
    if (signal.aborted) end();
    for (let state = merge.advance(); state !== "over"; state = merge.advance()) {
      if (state === "wait") await merge.wait();
      else yield merge.batch();
    }
  } finally {
    signal.removeEventListener("abort", end);
    await merge.close();
  }
}

/** A source's place in the merge while it shows its next entry. */
interface FollowLane extends Lane {
  readonly drain: Drain;
}

class FollowMerge {
  readonly #options: MergeFollowOptions;
  readonly #filler = new BatchFiller();
  readonly #heap = new LaneHeap<FollowLane>();
  readonly #release: ReleaseQueue;
  readonly #backlog: Backlog;
  readonly #skew: ClockSkew;
  readonly #wakeup: Wakeup;
  /** All sources that have not ended, with their place among equal keys. */
  readonly #orders = new Map<Drain, number>();
  /** Those of them that show their next entry: they lie in the heap. */
  readonly #showing = new Set<Drain>();
  /** Sources that show none and have something new, or have ended. */
  readonly #arrived = new Set<Drain>();
  readonly #closing = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #joining: Promise<void> = Promise.resolve();
  #isJoiningOver = false;
  #nextOrder = 0;
  /** Whether the backlog of all initial sources was out before the batch that is being filled, and is not told yet. */
  #isLive = false;
  #isLiveUntold = false;
  #isBatchOut = false;
  #isLoneSilenceTold = false;
  /** Remarks behind entries of which the last are on their way. */
  #remarks: (() => void)[] = [];

  constructor(options: MergeFollowOptions) {
    this.#options = options;
    this.#release = new ReleaseQueue(options.windowMs);
    this.#backlog = new Backlog(options.clock, options.silentBacklogMs);
    this.#skew = new ClockSkew(options.notices, Math.max(options.windowMs, leastSkewMs));
    this.#wakeup = new Wakeup(options.clock);
  }

  begin({ initial, joining }: FollowedSources): void {
    for (const source of initial) this.#add(source, true);
    const { notices } = this.#options;
    const signal = this.#stop.signal;
    this.#joining = readJoining(joining, (source) => this.#add(source, false), { notices, signal }).then(() => {
      this.#isJoiningOver = true;
      this.#wakeup.wake();
    });
  }

  /** Lets nothing more arrive; what has arrived still comes out. */
  end(): void {
    this.#stop.abort();
    for (const drain of this.#orders.keys()) this.#close(drain);
    this.#wakeup.wake();
  }

  async close(): Promise<void> {
    this.end();
    await this.#joining;
    await Promise.all(this.#closing);
    this.#tellRemarks();
    const { lateCount } = this.#filler;
    if (lateCount === 0) return;
    const [lines, stand, them] = lateCount === 1 ? ["line", "stands", "it"] : ["lines", "stand", "them"];
    this.#options.notices.notice({
      level: "info",
      message: `${lateCount} ${lines} came later than the reorder window of ${this.#options.windowMs} ms and ${stand} out of order`,
      hint: `a longer --reorder-window waits for ${them}`,
    });
  }

  /**
   * Fills a batch with what may come out now.
   * @returns `wait`: nothing may; `over`: nothing ever will.
   */
  advance(): "batch" | "wait" | "over" {
    if (this.#isBatchOut) this.#filler.clear();
    this.#isBatchOut = false;
    // Who keeps the last lines of the backlog gives them out with the first live batch.
    if (this.#isLive && !this.#isLiveUntold) this.#tellRemarks();
    const { clock, windowMs } = this.#options;
    const isEnding = this.#stop.signal.aborted;
    this.#release.release(clock.nowMs() - windowMs);
    for (;;) {
      for (const drain of this.#arrived) this.#refill(drain);
      this.#arrived.clear();
      if (!isEnding && this.#isHeldByBacklog()) break;
      if (!this.#isLive && this.#backlog.isOver) {
        // A reader that keeps the last lines of the backlog must see where it ends: no batch has entries of both.
        if (this.#filler.count > 0) break;
        this.#isLive = true;
        this.#isLiveUntold = true;
      }
      // Everything that can still come is behind what lies in the heap once each source shows an entry.
      const isComplete = isEnding || this.#showing.size === this.#orders.size;
      const boundSeconds = isComplete ? Number.POSITIVE_INFINITY : this.#release.seconds;
      const why = this.#filler.takeFrom(this.#heap, boundSeconds, this.#release.nanos);
      if (why === "dry") {
        this.#refillTop();
        continue;
      }
      const isOver = why === "empty" && (isEnding || (this.#isJoiningOver && this.#orders.size === 0));
      if (isOver && this.#filler.count === 0 && !this.#isLiveUntold) return "over";
      break;
    }
    if (this.#filler.count > 0 || this.#isLiveUntold) return "batch";
    if (this.#isLive) this.#tellRemarks();
    return "wait";
  }

  /** What was filled; valid until the next {@link advance}. */
  batch(): Batch {
    this.#isLiveUntold = false;
    this.#isBatchOut = true;
    return this.#filler.batch(this.#isLive);
  }

  /** Waits until more may come out. */
  wait(): Promise<void> {
    const arrivedMs = this.#release.nextArrivedMs;
    const releasedMs = arrivedMs === undefined ? undefined : arrivedMs + this.#options.windowMs;
    const silentMs = this.#isLoneSilenceTold && this.#isAlone ? undefined : this.#backlog.nextSilentAtMs;
    return this.#wakeup.wait(
      releasedMs === undefined || silentMs === undefined ? (releasedMs ?? silentMs) : Math.min(releasedMs, silentMs),
    );
  }

  #add(source: LogSource, hasBacklog: boolean): void {
    const { pool, notices } = this.#options;
    const drain = new Drain(source, pool, notices, (from, block) => this.#noteArrival(from, block));
    this.#orders.set(drain, this.#nextOrder++);
    if (hasBacklog) this.#backlog.add(drain);
    this.#arrived.add(drain);
    this.#wakeup.wake();
  }

  #close(drain: Drain): void {
    const closing = drain.close();
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }

  #noteArrival(drain: Drain, block: Block | undefined): void {
    if (block !== undefined) {
      const { clock, windowMs } = this.#options;
      const nowMs = clock.nowMs();
      // Here as well: as long as nobody takes batches, nobody advances.
      this.#release.release(nowMs - windowMs);
      this.#release.add(block, nowMs);
      if (drain.isCaughtUp) this.#skew.note(block, nowMs);
    }
    if (!this.#showing.has(drain)) this.#arrived.add(drain);
    this.#wakeup.wake();
  }

  /** Tells the remarks behind entries that are out. */
  #tellRemarks(): void {
    const remarks = this.#remarks;
    this.#remarks = [];
    for (const tell of remarks) {
      if (this.#options.tellBehind === undefined) tell();
      else this.#options.tellBehind(tell);
    }
  }

  /** Gives the source in whose block there is nothing left its next one. */
  #refillTop(): void {
    const drain = this.#heap.top?.drain;
    this.#heap.pop();
    if (drain === undefined) return;
    this.#showing.delete(drain);
    this.#refill(drain);
  }

  /** Lets a source that shows no entry show its next one, or takes it out when it has ended. */
  #refill(drain: Drain): void {
    for (;;) {
      const item = drain.take();
      if (item === undefined) break;
      if (isCaughtUp(item)) {
        this.#backlog.end(drain);
        continue;
      }
      if (isRemark(item)) {
        this.#remarks.push(item.tell);
        continue;
      }
      const order = this.#orders.get(drain) ?? 0;
      this.#heap.push({ drain, order, block: item, index: 0, slot: -1, isFree: this.#backlog.has(drain) });
      this.#showing.add(drain);
      this.#backlog.setShowing(drain, true);
      return;
    }
    if (drain.isFinished) {
      this.#backlog.end(drain);
      this.#orders.delete(drain);
      this.#close(drain);
    } else {
      this.#backlog.setShowing(drain, false);
    }
  }

  /** Whether a source that has backlog to come shows none yet. One that is silent for too long is left out. */
  #isHeldByBacklog(): boolean {
    if (!this.#backlog.isHeld) return false;
    const { silentBacklogMs, notices } = this.#options;
    for (const drain of this.#backlog.silentOnes()) {
      if (this.#isAlone) {
        this.#tellLoneSilence(drain);
        return true;
      }
      this.#backlog.end(drain);
      notices.notice({
        level: "warning",
        about: drain.source.name,
        message: `has sent nothing for ${silentBacklogMs / 1000} s; the others go on, and its lines come out of order`,
      });
    }
    return this.#backlog.isHeld;
  }

  /** Whether nobody else waits for the only source there is: its backlog stays one, however long it takes. */
  get #isAlone(): boolean {
    return this.#orders.size === 1;
  }

  #tellLoneSilence({ source }: Drain): void {
    if (this.#isLoneSilenceTold) return;
    this.#isLoneSilenceTold = true;
    const { silentBacklogMs, notices } = this.#options;
    const message = `has sent nothing for ${silentBacklogMs / 1000} s, and is waited for`;
    notices.notice({ level: "warning", about: source.name, message });
  }
}

/** Clocks that differ by less cannot be told from unequal ways. */
const leastSkewMs = 1000;
