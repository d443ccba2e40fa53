import type { LogSource, SourceItem } from "../../src/stream/source.ts";
import { settle } from "./manual-clock.ts";

/** A source that says what a test puts into it, when it does, and keeps books of how it was used. */
export class HandSource implements LogSource {
  readonly name: string;
  /** How often `read` was called. */
  readCount = 0;
  /** How many readings have come to their end, whichever way. */
  finishedCount = 0;
  /** How often it was disposed of. */
  disposedCount = 0;
  /** How many items were taken. */
  takenCount = 0;
  #items: SourceItem[] = [];
  #isEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(name: string, items: readonly SourceItem[] = []) {
    this.name = name;
    this.#items.push(...items);
  }

  /** A source that has said everything from the start. */
  static finished(name: string, items: readonly SourceItem[]): HandSource {
    const source = new HandSource(name, items);
    source.end();
    return source;
  }

  /** Whether somebody has asked for more than there is. */
  get isWaiting(): boolean {
    return this.#wake !== undefined;
  }

  /** Says the items, and lets whatever follows from that happen. */
  async say(...items: readonly SourceItem[]): Promise<void> {
    this.#items.push(...items);
    this.#wake?.();
    await settle();
  }

  /** Says nothing more. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** Breaks, after what was said. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake?.();
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    this.readCount++;
    if (this.readCount > 1) throw new Error("read twice");
    try {
      while (!signal.aborted) {
        const item = this.#items.shift();
        if (item !== undefined) {
          this.takenCount++;
          yield item;
        } else if (this.#failure !== undefined) {
          throw this.#failure.error;
        } else if (this.#isEnded) {
          return;
        } else {
          await this.#more(signal);
        }
      }
    } finally {
      this.finishedCount++;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposedCount++;
  }

  async #more(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    this.#wake = undefined;
  }
}
