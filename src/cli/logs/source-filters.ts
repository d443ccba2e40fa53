import type { BlockFilter, FilterFactory } from "../../filter/block-filter.ts";
import type { Block } from "../../stream/block.ts";
import type { SourceInfo } from "../../stream/source-info.ts";

/** For how long a live source must be silent until what its filter holds back is not waited for any more (L21). */
export const silentRecordMs = 300;

/** The filters of one reading of a source. */
export interface SourceFilters {
  /** Whether anything is held back. */
  readonly isHolding: boolean;
  /**
   * What comes out when a block has come: at least one block, perhaps without entries.
   * @param liveMs Of a live source how long it was waited for, all in all; undefined before it is live.
   */
  apply(block: Block, liveMs: number | undefined): Iterable<Block>;
  /** What was held back, when the source says nothing for a while or has ended. */
  flush(): Iterable<Block>;
}

/** For a source of one container: each instance has a filter of its own, which ends with it. */
export class InstanceFilters implements SourceFilters {
  readonly #createFilter: FilterFactory;
  #source: SourceInfo | undefined;
  #filter: BlockFilter | undefined;

  constructor(createFilter: FilterFactory) {
    this.#createFilter = createFilter;
  }

  get isHolding(): boolean {
    return this.#filter?.held !== undefined;
  }

  *apply(block: Block): Generator<Block, void, void> {
    if (this.#filter === undefined || this.#source !== block.source) {
      yield* this.flush();
      this.#source = block.source;
      this.#filter = this.#createFilter(block.source);
    }
    yield this.#filter.apply(block);
  }

  *flush(): Generator<Block, void, void> {
    const held = this.#filter?.flush();
    if (held !== undefined) yield held;
  }
}
