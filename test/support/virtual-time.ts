/** A clock that jumps to the next timer whenever nothing else can happen: hours of waiting take no time. */
export class VirtualTime {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  /** Calls back at a moment that is so far ahead. */
  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const cancel = this.after(delayMs, () => {
        signal.removeEventListener("abort", stop);
        resolve();
      });
      const stop = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  /** Lets time pass until the promise is settled; nothing in it may wait for the real world. */
  async run<T>(promise: Promise<T>, limitMs = 24 * 3600 * 1000): Promise<T> {
    let isSettled = false;
    const settled = promise.finally(() => {
      isSettled = true;
    });
    settled.catch(() => undefined);
    while (!isSettled) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isSettled) break;
      let next: { readonly atMs: number; readonly callback: () => void } | undefined;
      for (const timer of this.#timers) if (next === undefined || timer.atMs < next.atMs) next = timer;
      if (next === undefined) throw new Error("nothing more can happen, and the promise is not settled");
      if (next.atMs > limitMs) throw new Error(`still not settled after ${limitMs} ms`);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#timers.delete(next);
      next.callback();
    }
    return await settled;
  }
}
