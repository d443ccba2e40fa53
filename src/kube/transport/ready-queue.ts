/**
 * Wakes readers once for each turn of the event loop. Many frames arrive in one turn; a promise resolved
 * for each of them would cost more than the bytes themselves.
 */
export class ReadyQueue {
  #waiting: (() => void)[] = [];

  /** Calls `wake` after all input of this turn of the event loop was taken in. */
  add(wake: () => void): void {
    if (this.#waiting.push(wake) === 1) setImmediate(this.#drain);
  }

  readonly #drain = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  };
}
