import type { Target } from "./target.ts";

/** Targets that come one after the other, for one reader. */
export class TargetQueue implements AsyncIterable<Target> {
  readonly #waiting: Target[] = [];
  #isEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** Ends with the signal. */
  constructor(signal: AbortSignal) {
    if (signal.aborted) this.end();
    else signal.addEventListener("abort", () => this.end(), { once: true });
  }

  /** Whether no more come. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  push(target: Target): void {
    if (this.#isEnded) return;
    this.#waiting.push(target);
    this.#wake?.();
  }

  /** No more come; those that wait are still read. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** The reader gets this error after those that wait. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Target, void, void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#isEnded) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
