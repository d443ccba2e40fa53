import { Timers } from "./timers.ts";

const dayMs = 24 * 3600 * 1000;

/** A clock that jumps to the next timer whenever nothing else can happen: hours of waiting take no time. */
export class VirtualTime extends Timers {
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
  async run<T>(promise: Promise<T>, limitMs: number = dayMs): Promise<T> {
    let isSettled = false;
    const settled = promise.finally(() => {
      isSettled = true;
    });
    settled.catch(() => undefined);
    while (!isSettled) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isSettled) break;
      const atMs = this.nextAtMs;
      if (atMs === undefined) throw new Error("nothing more can happen, and the promise is not settled");
      if (atMs > limitMs) throw new Error(`still not settled after ${limitMs} ms`);
      this.fireNext();
    }
    return await settled;
  }
}
