import type { Block } from "../stream/block.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";
import { firstReadable } from "./first-readable.ts";
import { reportGapBetween } from "./gap-notice.ts";
import { repairBetween } from "./gap-repair.ts";
import { locateInstance } from "./locate-instance.ts";
import type { SkipSuspicion } from "./skip-watch.ts";

/** Checks suspicions of a stream: where the log still holds the entry before a jump, nothing was skipped. */
export class SkipCheck {
  readonly #reading: ContainerReading;
  readonly #suspicions: SkipSuspicion[] = [];
  /** Between these entries something is missing in the stream. */
  readonly #skipped: { readonly after: Instant; readonly before: Instant }[] = [];

  constructor(reading: ContainerReading) {
    this.#reading = reading;
  }

  /** Whether something is to be looked into. */
  get isDue(): boolean {
    return this.#suspicions.length > 0;
  }

  add(suspicions: readonly SkipSuspicion[]): void {
    this.#suspicions.push(...suspicions);
  }

  /** Looks into what there is now. What comes meanwhile may be younger than the answer, and waits for the next look. */
  async look(signal: AbortSignal): Promise<void> {
    const askedCount = this.#suspicions.length;
    const first = await firstReadable(this.#reading, signal);
    for (const { before, after } of this.#suspicions.splice(0, askedCount)) {
      if (first !== undefined && compareInstants(first, before) <= 0) continue;
      this.#skipped.push({ after: before, before: after });
    }
  }

  /** Gives out what was skipped where files have it, and says so where they have not. */
  async *repair(signal: AbortSignal): AsyncGenerator<Block, void, void> {
    const why = "the kubelet fell behind the writer and seems to have skipped a file";
    for (const gap of this.#skipped.splice(0)) {
      if (!(yield* repairBetween(this.#reading, gap, signal))) reportGapBetween(this.#reading, why, gap);
    }
  }

  /** Looks into what is left when the stream is over, be it that its container is, too. */
  async *finish(signal: AbortSignal): AsyncGenerator<Block, void, void> {
    if (this.isDue) {
      await locateInstance(this.#reading, signal);
      await this.look(signal);
    }
    yield* this.repair(signal);
  }
}
