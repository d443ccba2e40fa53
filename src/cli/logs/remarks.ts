import type { EntryOutput } from "./entry-output.ts";

/**
 * Tells what stands behind entries when these are written: on a terminal lines and notices are read as one text, and the end of a
 * container is not told amid its last lines.
 */
export class Remarks {
  readonly #output: Pick<EntryOutput, "written">;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(output: Pick<EntryOutput, "written">) {
    this.#output = output;
  }

  /** Calls `tell` when everything is written that was rendered so far, in the order of the calls. */
  readonly tellBehind = (tell: () => void): void => {
    const written = this.#output.written();
    if (written === undefined && this.#waiting === 0) {
      tell();
      return;
    }
    this.#waiting++;
    this.#last = this.#tellAfter(Promise.all([this.#last, written]), tell);
  };

  /** Resolves when everything is told. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #tellAfter(written: Promise<unknown>, tell: () => void): Promise<void> {
    await written;
    this.#waiting--;
    tell();
  }
}
