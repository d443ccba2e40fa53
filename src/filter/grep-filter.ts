import type { Block } from "../stream/block.ts";
import { pickEntries } from "../stream/pick-entries.ts";
import type { Pattern } from "../text/pattern/pattern.ts";
import type { BlockFilter } from "./block-filter.ts";
import { BlockText } from "./block-text.ts";
import { markMatches } from "./line-search.ts";

/** Wants the entries that one pattern matches and no other does. Holds nothing back. */
export class GrepFilter implements BlockFilter {
  readonly #grep: readonly Pattern[];
  readonly #exclude: readonly Pattern[];
  readonly #needsCharacters: boolean;
  #marks = new Uint8Array(0);
  #excludedMarks = new Uint8Array(0);
  #picked = new Uint32Array(0);

  /** @param grep None: all entries are wanted that are not excluded. */
  constructor(grep: readonly Pattern[], exclude: readonly Pattern[]) {
    this.#grep = grep;
    this.#exclude = exclude;
    this.#needsCharacters = [...grep, ...exclude].some((pattern) => pattern.needsCharacters);
  }

  apply(block: Block): Block {
    if (block.count === 0) return block;
    this.#makeRoom(block.count);
    const text = new BlockText(block, this.#needsCharacters);
    const marks = this.#marks;
    marks.fill(this.#grep.length === 0 ? 1 : 0, 0, block.count);
    for (const pattern of this.#grep) markMatches(pattern, text, marks);
    const count = this.#pick(marks, block.count);
    return pickEntries(block, this.#picked, this.#withoutExcluded(text, count));
  }

  flush(): undefined {
    return undefined;
  }

  #pick(marks: Uint8Array, lineCount: number): number {
    let count = 0;
    for (let index = 0; index < lineCount; index++) {
      if (marks[index] !== 0) this.#picked[count++] = index;
    }
    return count;
  }

  /** Takes excluded lines out of the picked ones and returns how many are left. */
  #withoutExcluded(text: BlockText, pickedCount: number): number {
    if (this.#exclude.length === 0 || pickedCount === 0) return pickedCount;
    const picked = this.#picked;
    // Few lines are looked at one by one; the others of the block do not matter any more.
    const areFew = pickedCount * 4 < text.block.count;
    const excluded = this.#excludedMarks;
    if (!areFew) {
      excluded.fill(0, 0, text.block.count);
      for (const pattern of this.#exclude) markMatches(pattern, text, excluded);
    }
    let left = 0;
    for (let place = 0; place < pickedCount; place++) {
      const index = picked[place] as number;
      const isExcluded = areFew
        ? this.#exclude.some((pattern) => pattern.test(text.line(index)))
        : excluded[index] !== 0;
      if (!isExcluded) picked[left++] = index;
    }
    return left;
  }

  #makeRoom(count: number): void {
    if (this.#marks.length >= count) return;
    this.#marks = new Uint8Array(count * 2);
    this.#excludedMarks = new Uint8Array(count * 2);
    this.#picked = new Uint32Array(count * 2);
  }
}
