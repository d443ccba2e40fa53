import type { Notice, Notices } from "../../src/stream/notice.ts";

/** Keeps what was said, each `onceKey` once. */
export class RecordedNotices implements Notices {
  readonly all: Notice[] = [];
  readonly #said = new Set<string>();

  notice(notice: Notice): void {
    if (notice.onceKey !== undefined) {
      if (this.#said.has(notice.onceKey)) return;
      this.#said.add(notice.onceKey);
    }
    this.all.push(notice);
  }

  /** `level about: message` of each notice, `-` where it is about the whole run. */
  get lines(): string[] {
    return this.all.map(({ level, about, message }) => `${level} ${about ?? "-"}: ${message}`);
  }
}
