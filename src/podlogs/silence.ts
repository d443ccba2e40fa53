/**
 * When a live stream has been silent for so long that it should be looked whether the container is, too. After 5 s;
 * where the silence was genuine, after twice as long each time, up to a minute; and a container that is known to be silent
 * for some time now and then is not doubted before twice that time. That knowledge fades. Behind a fast writer's last word
 * it is looked once already after a second: what a stream that stands still has not read may be rotated away soon.
 */
export class Silence {
  #lastWordMs: number;
  #limitMs = shortestMs;
  #lookAtMs: number;
  #isEarly = false;
  #longestMs = 0;
  #longestAtMs = 0;

  constructor(nowMs: number) {
    this.#lastWordMs = nowMs;
    this.#lookAtMs = nowMs + shortestMs;
  }

  /** When something came last, or when it began. */
  get lastWordMs(): number {
    return this.#lastWordMs;
  }

  /** Something came; `isFast` when the container fills a file within seconds. */
  noteWord(nowMs: number, isFast: boolean): void {
    const silentMs = nowMs - this.#lastWordMs;
    this.#lastWordMs = nowMs;
    if (silentMs >= 1000) {
      if (silentMs > this.#longestMs || nowMs - this.#longestAtMs > fadesAfterMs) {
        this.#longestMs = silentMs;
        this.#longestAtMs = nowMs;
      }
      this.#limitMs = Math.min(longestLimitMs, Math.max(shortestMs, this.#longestMs * 2));
    }
    this.#isEarly = isFast;
    this.#lookAtMs = nowMs + (isFast ? earlyMs : this.#limitMs);
  }

  /** The container had nothing to say either. */
  noteGenuine(nowMs: number): void {
    if (!this.#isEarly) this.#limitMs = Math.min(longestLimitMs, this.#limitMs * 2);
    this.#isEarly = false;
    this.#lookAtMs = nowMs + this.#limitMs;
  }

  /** How long it is until the silence should be looked into; 0 or less when it should be now. */
  leftMs(nowMs: number): number {
    return this.#lookAtMs - nowMs;
  }
}

const earlyMs = 1000;
const shortestMs = 5000;
const longestLimitMs = 60_000;
const fadesAfterMs = 300_000;
