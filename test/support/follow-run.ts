import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DrainBounds, DrainPool } from "../../src/stream/drain-pool.ts";
import { mergeFollow } from "../../src/stream/merge-follow.ts";
import type { LogSource } from "../../src/stream/source.ts";
import { entriesOfBatch, type MergedEntry } from "./entries.ts";
import { ManualClock } from "./manual-clock.ts";
import { RecordedNotices } from "./recorded-notices.ts";

/** How a {@link FollowRun} differs from the usual. */
export interface FollowRunOptions {
  readonly windowMs?: number;
  readonly bounds?: Partial<DrainBounds>;
  /** Sources that join; none when absent. */
  readonly joining?: AsyncIterable<LogSource>;
  /** Whether the reader of the output goes away after the first batch, until {@link FollowRun.comeBack}. */
  readonly isAway?: boolean;
}

/** A merge of followed sources under a clock of its own, whose entries are collected as they come out. */
export class FollowRun implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly notices: RecordedNotices = new RecordedNotices();
  readonly entries: MergedEntry[] = [];
  /** Of each batch whether it was live, and how many entries it had. */
  readonly batches: { readonly isLive: boolean; readonly count: number }[] = [];
  readonly pool: DrainPool;
  /** The spool's, unless the bounds name another. */
  readonly folder: string = mkdtempSync(join(tmpdir(), "kubectl-kt-test-"));
  /** Ends with the merge. */
  readonly done: Promise<void>;
  isDone = false;
  readonly #stop = new AbortController();
  readonly #isBack = Promise.withResolvers<void>();

  constructor(initial: readonly LogSource[], options: FollowRunOptions = {}) {
    const { windowMs = 300, joining = noSources(), bounds, isAway = false } = options;
    const { clock, notices } = this;
    const usual = { memoryBytes: 1e6, spoolBytes: 1e6, folder: this.folder };
    this.pool = new DrainPool({ ...usual, ...bounds }, clock, notices);
    const { pool } = this;
    const signal = this.#stop.signal;
    const merge = { windowMs, silentBacklogMs: 5000, clock, pool, notices, signal };
    const batches = mergeFollow({ initial, joining }, merge);
    this.done = (async () => {
      for await (const batch of batches) {
        this.entries.push(...entriesOfBatch(batch));
        this.batches.push({ isLive: batch.isLive, count: batch.count });
        if (isAway) await this.#isBack.promise;
      }
      this.isDone = true;
    })();
  }

  /** What came out so far; `*` behind live lines, `!` behind late ones. */
  get texts(): string[] {
    return this.entries.map(({ text, isLive, flags }) => `${text}${isLive ? "*" : ""}${(flags & 8) === 0 ? "" : "!"}`);
  }

  /** What lies in the spool's folder. */
  get spoolFiles(): string[] {
    return readdirSync(this.folder);
  }

  abort(): void {
    this.#stop.abort();
  }

  /** Lets the reader of the output go on. */
  comeBack(): void {
    this.#isBack.resolve();
  }

  /** Lets time pass until the merge is over. */
  async finish(): Promise<void> {
    for (let step = 0; step < 10_000 && !this.isDone; step++) await this.clock.advance(100);
    await this.done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort();
    this.comeBack();
    await this.done;
    this.pool.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Sources that a test lets join one by one. */
export class JoiningSources implements AsyncIterable<LogSource> {
  readonly #waiting: LogSource[] = [];
  #isEnded = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  add(...sources: readonly LogSource[]): void {
    this.#waiting.push(...sources);
    this.#wake?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  fail(error: Error): void {
    this.#error = error;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LogSource, void, void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.#error !== undefined) throw this.#error;
      else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

async function* noSources(): AsyncGenerator<LogSource, void, void> {}
