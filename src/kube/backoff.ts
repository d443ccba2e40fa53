import { setTimeout as sleep } from "node:timers/promises";

/** Between two attempts; the wait doubles from the first to the last. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Exponential waiting with jitter, so that many clients do not come back at the same moment. */
export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: () => number;
  #attempts = 0;

  constructor(limits: BackoffLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  /** The next attempt's wait: between half of the full wait and all of it. */
  nextDelayMs(): number {
    const fullMs = Math.min(this.#limits.lastMs, this.#limits.firstMs * 2 ** Math.min(this.#attempts++, 30));
    return fullMs * (0.5 + 0.5 * this.#random());
  }

  /** After a success the waits are short again. */
  reset(): void {
    this.#attempts = 0;
  }
}

/**
 * Waits.
 *
 * @throws the signal's reason, at once when it is given.
 */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
