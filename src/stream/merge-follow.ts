import type { Clock } from "../time/clock.ts";
import type { Batch } from "./batch.ts";
import { BatchFiller } from "./batch-filler.ts";
import type { Block } from "./block.ts";
import { Drain } from "./drain.ts";
import type { DrainPool } from "./drain-pool.ts";
import { type Lane, LaneHeap } from "./lane-heap.ts";
import type { Notices } from "./notice.ts";
import { ReleaseQueue } from "./release-queue.ts";
import { isCaughtUp, type LogSource } from "./source.ts";
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
 * Ends when all sources and `joining` have ended, or by the signal, then with everything that had arrived.
 */
export async function* mergeFollow(
  sources: FollowedSources,
  options: MergeFollowOptions,
): AsyncGenerator<Batch, void, void> {
  const merge = new FollowMerge(options);
  for (const source of sources.initial) merge.add(source, true);
  const joined = merge.join(sources.joining);
  options.signal.addEventListener("abort", merge.wake, { once: true });
  try {
    for (;;) {
      const isOver = merge.advance();
      if (merge.filler.count > 0) {
        yield merge.filler.batch(merge.isBatchLive);
        merge.filler.clear();
      } else if (isOver) {
        return;
      } else {
        await merge.wait();
      }
    }
  } finally {
    options.signal.removeEventListener("abort", merge.wake);
    await merge.close();
    await joined;
  }
}

/** One source in the merge. */
interface FollowLane {
  readonly drain: Drain;
  readonly order: number;
  /** Undefined while nothing of it lies in the heap. */
  lane: Lane | undefined;
  /** Whether its backlog is not complete, so that the others must wait for its next entry. */
  isBacklog: boolean;
}

class FollowMerge {
  readonly filler: BatchFiller = new BatchFiller();
  readonly #options: MergeFollowOptions;
  readonly #heap = new LaneHeap();
  readonly #release = new ReleaseQueue();
  readonly #wakeup: Wakeup;
  readonly #lanes = new Map<Drain, FollowLane>();
  readonly #laneOf = new Map<Lane, FollowLane>();
  /** Lanes without an entry in the heap that have something new, or have ended. */
  readonly #arrived = new Set<FollowLane>();
  readonly #stop = new AbortController();
  #nextOrder = 0;
  #backlogLanes = 0;
  #isJoiningOver = false;

  constructor(options: MergeFollowOptions) {
    this.#options = options;
    this.#wakeup = new Wakeup(options.clock);
  }

  /** Whether the backlog of all initial sources was out before the batch being filled. */
  isBatchLive = false;

  readonly wake = (): void => this.#wakeup.wake();

  add(source: LogSource, isInitial: boolean): void {
    const { pool, notices } = this.#options;
    const drain = new Drain(source, pool, notices, (from, block) => this.#noteArrival(from, block));
    const lane: FollowLane = { drain, order: this.#nextOrder++, lane: undefined, isBacklog: isInitial };
    if (isInitial) this.#backlogLanes++;
    this.#lanes.set(drain, lane);
    this.#arrived.add(lane);
    this.#wakeup.wake();
  }

  async join(joining: AsyncIterable<LogSource>): Promise<void> {
    const iterator = joining[Symbol.asyncIterator]();
    const stopped = new Promise<undefined>((resolve) => {
      this.#stop.signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    try {
      for (;;) {
        const next = await Promise.race([iterator.next(), stopped]);
        if (next === undefined || next.done === true) break;
        this.add(next.value, false);
      }
    } catch (error) {
      this.#options.notices.notice({
        level: "error",
        message: `new sources are no longer noticed: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
    this.#isJoiningOver = true;
    this.#wakeup.wake();
  }

  /** Fills a batch with what may come out now. @returns whether nothing more will ever come. */
  advance(): boolean {
    const { clock, windowMs, signal } = this.#options;
    const isEnding = signal.aborted;
    this.#release.release(clock.nowMs() - windowMs);
    for (;;) {
      for (const lane of this.#arrived) this.#refill(lane);
      this.#arrived.clear();
      if (!isEnding && this.#isBacklogHeld()) return false;
      // A reader that keeps the last lines of the backlog must see where it ends: no batch has entries of both.
      const isLive = this.#backlogLanes === 0;
      if (isLive !== this.isBatchLive) {
        if (this.filler.count > 0) return false;
        this.isBatchLive = isLive;
      }
      // Everything that can still come is behind what lies in the heap once each source shows an entry.
      const isComplete = isEnding || this.#laneOf.size === this.#lanes.size;
      const why = this.filler.fill(
        this.#heap,
        isComplete ? Number.POSITIVE_INFINITY : this.#release.seconds,
        this.#release.nanos,
      );
      if (why !== "dry") return why === "empty" && (isEnding || (this.#isJoiningOver && this.#lanes.size === 0));
      const lane = this.#laneOf.get(this.#heap.top as Lane) as FollowLane;
      this.#heap.pop();
      this.#laneOf.delete(lane.lane as Lane);
      lane.lane = undefined;
      this.#refill(lane);
    }
  }

  wait(): Promise<void> {
    const { windowMs, silentBacklogMs } = this.#options;
    let untilMs = this.#release.nextArrivedMs;
    if (untilMs !== undefined) untilMs += windowMs;
    if (this.#backlogLanes > 0) {
      for (const lane of this.#lanes.values()) {
        if (!lane.isBacklog || lane.lane !== undefined) continue;
        const silentAtMs = lane.drain.lastWordMs + silentBacklogMs;
        if (untilMs === undefined || silentAtMs < untilMs) untilMs = silentAtMs;
      }
    }
    return this.#wakeup.wait(untilMs);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#lanes.keys()].map((drain) => drain.close()));
  }

  #noteArrival(drain: Drain, block: Block | undefined): void {
    const lane = this.#lanes.get(drain);
    if (lane === undefined) return;
    if (block !== undefined) this.#release.add(block, this.#options.clock.nowMs());
    if (lane.lane === undefined) this.#arrived.add(lane);
    this.#wakeup.wake();
  }

  /** Gives a lane that has no entry in the heap its next block, or takes a finished one out. */
  #refill(lane: FollowLane): void {
    for (;;) {
      const item = lane.drain.take();
      if (item === undefined) break;
      if (isCaughtUp(item)) {
        this.#endBacklog(lane);
        continue;
      }
      const entry: Lane = { order: lane.order, block: item, index: 0, slot: -1, isFree: lane.isBacklog };
      lane.lane = entry;
      this.#laneOf.set(entry, lane);
      this.#heap.push(entry);
      return;
    }
    if (!lane.drain.isFinished) return;
    this.#endBacklog(lane);
    this.#lanes.delete(lane.drain);
    // Its reading is over; only what the source holds is given back.
    void lane.drain.close();
  }

  #endBacklog(lane: FollowLane): void {
    if (!lane.isBacklog) return;
    lane.isBacklog = false;
    this.#backlogLanes--;
  }

  /** Whether a source that has backlog to come shows none yet; one that has been silent for long is left out. */
  #isBacklogHeld(): boolean {
    if (this.#backlogLanes === 0) return false;
    const { clock, silentBacklogMs, notices } = this.#options;
    let isHeld = false;
    for (const lane of this.#lanes.values()) {
      if (!lane.isBacklog || lane.lane !== undefined) continue;
      if (clock.nowMs() - lane.drain.lastWordMs < silentBacklogMs) {
        isHeld = true;
        continue;
      }
      this.#endBacklog(lane);
      notices.notice({
        level: "warning",
        about: lane.drain.source.name,
        message: `has sent nothing for ${Math.round(silentBacklogMs / 1000)} s; the others go on, and its lines come out of order`,
      });
    }
    return isHeld;
  }
}
