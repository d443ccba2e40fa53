import type { Clock } from "./clock.ts";

/** Waits for at least `delayMs` (undefined: for ever), or until the signal is aborted; never throws. */
export function pause(clock: Clock, delayMs: number | undefined, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      cancel?.();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = delayMs === undefined ? undefined : clock.after(delayMs, end);
    signal.addEventListener("abort", end, { once: true });
  });
}
