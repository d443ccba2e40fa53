import type { Block } from "./block.ts";

/**
 * The whole second from which to read a source again so that nothing is missed: the lowest timestamp of the last
 * seconds. The timestamps of one container run backwards by milliseconds, and the kubelet drops every line that is older
 * than `sinceTime`, so the newest timestamp would be too late.
 */
export class LowestRecentSecond {
  #highest = Number.NEGATIVE_INFINITY;
  /** Entries that lie in an earlier second than their key: that key, and the second. Empty for most sources. */
  #behind: { readonly key: number; readonly second: number }[] = [];

  /** Takes note of entries in the order in which they were read. */
  observe(block: Block): void {
    if (block.count === 0) return;
    this.#highest = Math.max(this.#highest, block.keySeconds[block.count - 1] as number);
    if (block.keySeconds !== block.seconds) this.#observeRegressions(block);
    if (this.#behind.length > 0) this.#behind = this.#behind.filter(({ key }) => key > this.#highest - recentSeconds);
  }

  /** Seconds since 1970; undefined before the first entry. */
  get second(): number | undefined {
    if (!Number.isFinite(this.#highest)) return undefined;
    let lowest = this.#highest - recentSeconds + 1;
    for (const { second } of this.#behind) lowest = Math.min(lowest, second);
    return lowest;
  }

  #observeRegressions(block: Block): void {
    for (let index = 0; index < block.count; index++) {
      const key = block.keySeconds[index] as number;
      const second = block.seconds[index] as number;
      if (second >= key) continue;
      const last = this.#behind.at(-1);
      if (last?.key === key && last.second <= second) continue;
      this.#behind.push({ key, second });
    }
  }
}

/** The second of the newest entry and the whole one before it: a thousand times the regressions that were measured. */
const recentSeconds = 2;
