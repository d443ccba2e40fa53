import type { Clock } from "../time/clock.ts";

/** Lets one waiter sleep until something happens or a time has come; what happened before the wait counts. */
export class Wakeup {
  readonly #clock: Clock;
  #isAwake = false;
  #resume: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends the present wait, or the next one. */
  wake(): void {
    this.#isAwake = true;
    this.#resume?.();
  }

  /** Waits for {@link wake}, or until the clock shows `untilMs`. */
  async wait(untilMs: number | undefined): Promise<void> {
    if (!this.#isAwake) {
      await new Promise<void>((resolve) => {
        const cancel =
          untilMs === undefined
            ? undefined
            : this.#clock.after(Math.max(0, untilMs - this.#clock.nowMs()), () => this.#resume?.());
        this.#resume = () => {
          this.#resume = undefined;
          cancel?.();
          resolve();
        };
      });
    }
    this.#isAwake = false;
  }
}
