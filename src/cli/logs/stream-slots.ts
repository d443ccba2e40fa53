/** A number of places, each taken by one stream at a time; who comes when all are taken waits in line. */
export class StreamSlots {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** How many can be taken without waiting. */
  get free(): number {
    return this.#free;
  }

  /**
   * Takes a place, waiting for one or for the abort.
   * @returns gives the place back; only the first call counts. After an abort there is nothing to give back.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    if (this.#free === 0) await this.#turn(signal);
    if (signal.aborted) return () => {};
    this.#free--;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#free++;
      this.#waiting.shift()?.();
    };
  }

  async #turn(signal: AbortSignal): Promise<void> {
    while (this.#free === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          signal.removeEventListener("abort", go);
          this.#waiting = this.#waiting.filter((waiting) => waiting !== go);
          resolve();
        };
        signal.addEventListener("abort", go, { once: true });
        this.#waiting.push(go);
      });
    }
  }
}
