import type { Block } from "../stream/block.ts";
import type { Instant } from "../time/timestamp.ts";

/** Two entries that came one behind the other, between which a file may have been skipped. */
export interface SkipSuspicion {
  readonly before: Instant;
  readonly after: Instant;
}

/**
 * Watches a live stream for signs that the kubelet has skipped a file. It does so when it falls behind the writer by more
 * than one rotation: at the end of the old file it opens the newest one at its first byte (facts; cri-client
 * `pkg/logs/logs.go`). So a skip is always at least one file of a fast writer, and shows as
 *
 * - a jump in the timestamps in which, at the rate of the last megabytes, {@link skippedBytes} would have been written,
 * - behind entries that came late: the reader was behind. Lateness is measured against the promptest entry so far, so
 *   the clocks need not agree.
 *
 * A bursty writer whose reader keeps up pauses on the stream as it does in its timestamps; its entries are never late. What
 * is left is only a suspicion, to be checked: if the entry before the jump still is in the current file, nothing
 * was skipped.
 */
export class SkipWatch {
  /** The last entry seen. */
  #seconds = Number.NaN;
  #nanos = 0;
  /** How late entries came, in milliseconds of difference between two unrelated clocks: the promptest, and the last. */
  #promptestMs = Number.POSITIVE_INFINITY;
  #lastLagMs = 0;
  /** Bytes so far, and where in log time they stood, for the newest bytes. */
  #bytes = 0;
  #marks: { readonly bytes: number; readonly seconds: number }[] = [];

  /** Another stream begins: whether it goes on where the last one ended is not this watch's to judge. */
  beginStream(): void {
    this.#seconds = Number.NaN;
    this.#marks = [];
  }

  /** Whether the last entry came late: the reader is behind the writer. */
  get isLate(): boolean {
    return this.#lastLagMs - this.#promptestMs >= lateMs;
  }

  /** Whether so much was behind that a file may have been skipped: {@link isLate}, and the writer writes files full. */
  get mayHaveSkipped(): boolean {
    return this.isLate && this.#bytes >= skippedBytes;
  }

  /** Whether the writer, at its last known rate, fills a file between two rotations. */
  get isFast(): boolean {
    return this.#rateAt(this.#seconds + this.#nanos / 1e9, this.#bytes) * shortestRotationSeconds >= skippedBytes;
  }

  /**
   * Whether a whole file may have been written and rotated away behind the last entry, which stood at the end of its own:
   * that takes the time between two rotations, and a writer that fills a file in it.
   */
  mayHaveMissedFile(nowMs: number): boolean {
    const passedSeconds = (nowMs - this.#promptestMs) / 1000 - (this.#seconds + this.#nanos / 1e9);
    return passedSeconds >= shortestRotationSeconds && this.isFast;
  }

  /** Looks at the entries of a live stream; returns the suspicious jumps, which are few. */
  observe(block: Block): readonly SkipSuspicion[] {
    const { count, keySeconds, keyNanos } = block;
    if (count === 0) return none;
    const lastAt = (keySeconds[count - 1] as number) + (keyNanos[count - 1] as number) / 1e9;
    // What stands behind a jump shows as well how prompt entries can be.
    this.#promptestMs = Math.min(this.#promptestMs, block.arrivedMs - lastAt * 1000);
    if (this.#marks.length === 0) this.#mark(keySeconds[0] as number, keyNanos[0] as number);
    let suspicions: SkipSuspicion[] | undefined;
    let seconds = this.#seconds;
    let nanos = this.#nanos;
    for (let index = 0; index < count; index++) {
      const second = keySeconds[index] as number;
      const nano = keyNanos[index] as number;
      const jump = second - seconds + (nano - nanos) / 1e9;
      if (jump > shortestSeconds && this.#isSuspicious(block, index, seconds + nanos / 1e9, jump)) {
        (suspicions ??= []).push({ before: { seconds, nanos }, after: { seconds: second, nanos: nano } });
      }
      seconds = second;
      nanos = nano;
    }
    this.#note(block, seconds, nanos);
    return suspicions ?? none;
  }

  /** `at` is the time of the entry before the jump. */
  #isSuspicious(block: Block, index: number, at: number, jump: number): boolean {
    // The entry before the jump came with this block, or with the one before.
    const lagMs = index === 0 ? this.#lastLagMs : block.arrivedMs - at * 1000;
    if (lagMs - this.#promptestMs < lateMs) return false;
    return this.#rateAt(at, this.#bytes + (block.starts[index] as number)) * jump >= skippedBytes;
  }

  /** Bytes a second of log time up to this place; 0 while too little came to say. */
  #rateAt(at: number, bytes: number): number {
    const from = this.#marks[0];
    if (from === undefined || bytes - from.bytes < flowBytes) return 0;
    return (bytes - from.bytes) / Math.max(at - from.seconds, shortestFlowSeconds);
  }

  #mark(seconds: number, nanos: number): void {
    this.#marks.push({ bytes: this.#bytes, seconds: seconds + nanos / 1e9 });
  }

  #note(block: Block, seconds: number, nanos: number): void {
    this.#seconds = seconds;
    this.#nanos = nanos;
    this.#lastLagMs = block.arrivedMs - (seconds + nanos / 1e9) * 1000;
    this.#bytes += block.bytes.length;
    const sinceMark = this.#bytes - (this.#marks.at(-1)?.bytes ?? 0);
    if (sinceMark >= flowBytes / 16) this.#mark(seconds, nanos);
    while (this.#marks.length > 1 && this.#bytes - (this.#marks[1] as { bytes: number }).bytes >= flowBytes) {
      this.#marks.shift();
    }
  }
}

const none: readonly SkipSuspicion[] = [];
/** A skipped file was begun by one rotation and ended by the next: shorter jumps are pauses of the writer. */
const shortestSeconds = 1;
/** Well above what networks and event loops delay, well below the seconds between two rotations. */
const lateMs = 300;
/** Over how many of the newest bytes the rate is taken, and over how much log time at least. */
const flowBytes = 256 * 1024;
const shortestFlowSeconds = 0.05;
/** Less than the smallest file that a kubelet is set to rotate at (10 MiB is usual). */
const skippedBytes = 2 * 1024 * 1024;
/**
 * So many seconds at least lie between the ends of two files: a kubelet looks at most so often whether files are to be rotated
 * (pkg/apis/config/validation, containerLogMonitorInterval).
 */
export const shortestRotationSeconds = 3;
