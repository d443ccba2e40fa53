import { type Block, EntryFlag } from "../../stream/block.ts";
import type { Pattern } from "../../text/pattern/pattern.ts";
import { BlockText } from "../block-text.ts";
import { markMatches } from "../line-search.ts";
import { ContinuationFinder } from "./continuation.ts";

/** What is known of each line of a block: 1 where it holds. What lies behind the block's last line is undefined. */
export interface LineMarks {
  /** One of the patterns of `--grep` matches, or there are none. */
  readonly matches: Uint8Array;
  /** One of the patterns of `--exclude` matches. */
  readonly excluded: Uint8Array;
  /** It begins a record. */
  readonly firsts: Uint8Array;
}

/** What {@link LineMarker} looks for. */
export interface SoughtLines {
  readonly grep: readonly Pattern[];
  readonly exclude: readonly Pattern[];
  readonly isMultiline: boolean;
}

/** Marks the lines of a source's blocks, which must come in their order. The marks are valid until the next block. */
export class LineMarker implements LineMarks {
  matches: Uint8Array = new Uint8Array(0);
  excluded: Uint8Array = new Uint8Array(0);
  firsts: Uint8Array = new Uint8Array(0);
  readonly #sought: SoughtLines;
  readonly #needsCharacters: boolean;
  readonly #finder = new ContinuationFinder();

  constructor(sought: SoughtLines) {
    this.#sought = sought;
    this.#needsCharacters = [...sought.grep, ...sought.exclude].some((pattern) => pattern.needsCharacters);
  }

  /** Marks the lines of this block. */
  mark(block: Block): void {
    const { count } = block;
    this.#makeRoom(count);
    this.#markPatterns(block);
    if (this.#sought.isMultiline) this.#markFirsts(block);
    else this.firsts.fill(1, 0, count);
  }

  #markPatterns(block: Block): void {
    const { grep, exclude } = this.#sought;
    const { matches, excluded } = this;
    const { count } = block;
    matches.fill(grep.length === 0 ? 1 : 0, 0, count);
    excluded.fill(0, 0, count);
    if (grep.length + exclude.length === 0) return;
    const text = new BlockText(block, this.#needsCharacters);
    for (const pattern of grep) markMatches(pattern, text, matches);
    // Without a match nothing of the block is wanted, whatever is excluded; a record may have matched before.
    if (!this.#sought.isMultiline && matches.indexOf(1) >= count) return;
    for (const pattern of exclude) markMatches(pattern, text, excluded);
  }

  #markFirsts({ bytes, count, starts, ends, flags }: Block): void {
    const finder = this.#finder;
    const { firsts } = this;
    for (let index = 0; index < count; index++) {
      const isPiece = flags !== undefined && ((flags[index] as number) & EntryFlag.continuation) !== 0;
      const isFirst = !isPiece && !finder.isContinuation(bytes, starts[index] as number, ends[index] as number);
      firsts[index] = isFirst ? 1 : 0;
    }
    finder.settle();
  }

  #makeRoom(count: number): void {
    if (this.matches.length >= count) return;
    this.matches = new Uint8Array(count * 2);
    this.excluded = new Uint8Array(count * 2);
    this.firsts = new Uint8Array(count * 2);
  }
}
