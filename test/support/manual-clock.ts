import { Timers } from "./timers.ts";

/** A clock that stands still until a test moves it. */
export class ManualClock extends Timers {
  /** Moves on, timer by timer, and lets what each one starts come to rest. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs() + ms;
    await settle();
    for (let atMs = this.nextAtMs; atMs !== undefined && atMs <= untilMs; atMs = this.nextAtMs) {
      this.fireNext();
      await settle();
    }
    this.moveTo(untilMs);
    await settle();
  }
}

/** Waits until everything has run that needs no timer, no file and no network. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
