import type { SourceItem } from "../stream/source.ts";

/**
 * Hands out what a long activity reads, one item after the other: the activity stands still until the reader asks for the
 * next item. What comes through many calls deep costs one promise here, and not some for each call as it would through
 * generators that yield to one another: with hundreds of followed containers that was a third of all the work.
 */
export class Outlet implements AsyncIterableIterator<SourceItem> {
  readonly #activity: (outlet: Outlet) => Promise<void>;
  readonly #leave: () => void;
  #running: Promise<void> | undefined;
  #isOver = false;
  #answer: ((result: Promise<IteratorResult<SourceItem>> | IteratorResult<SourceItem>) => void) | undefined;
  #goOn: (() => void) | undefined;

  /**
   * @param activity begins with the first call of {@link next}.
   * @param leave called when the reader leaves early: must let the activity end soon, by an error or not.
   */
  constructor(activity: (outlet: Outlet) => Promise<void>, leave: () => void) {
    this.#activity = activity;
    this.#leave = leave;
  }

  /** Hands out an item, and waits until the reader asks for the next one. Forgets it when the reader has left. */
  put(item: SourceItem): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#goOn = resolve;
      this.#tell({ value: item, done: false });
    });
  }

  /** The next item; to be called when the last call was answered. Rejects, once, with what the activity failed by. */
  next(): Promise<IteratorResult<SourceItem>> {
    if (this.#isOver) return Promise.resolve(over);
    return new Promise((resolve) => {
      this.#answer = resolve;
      if (this.#running === undefined) this.#running = this.#run();
      else this.#resume();
    });
  }

  /** Ends the activity, and waits for its end. */
  async return(): Promise<IteratorResult<SourceItem>> {
    this.#isOver = true;
    this.#leave();
    this.#resume();
    await this.#running;
    return over;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #run(): Promise<void> {
    try {
      await this.#activity(this);
      this.#isOver = true;
      this.#tell(over);
    } catch (error) {
      this.#isOver = true;
      // With nobody asking the reader has left: a rejection that nobody takes would end the process.
      if (this.#answer !== undefined) this.#tell(Promise.reject(error));
    }
  }

  #tell(result: Promise<IteratorResult<SourceItem>> | IteratorResult<SourceItem>): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.(result);
  }

  #resume(): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }
}

const over: IteratorResult<SourceItem> = { value: undefined, done: true };
