import type { Block } from "../stream/block.ts";
import type { SourceInfo } from "../stream/source-info.ts";

/**
 * Chooses entries of one source, block by block, before the merge: keys were computed already. It may hold entries back to
 * see what follows them, and so is told when nothing follows.
 */
export interface BlockFilter {
  /** The block with only the entries that are wanted, with those held back before in front; perhaps with none. */
  apply(block: Block): Block;
  /** The first of the entries that are held back and perhaps are wanted; undefined when none are. */
  readonly held: Block | undefined;
  /** What was held back and is wanted, when the source says nothing for a while or has ended; undefined when nothing is. */
  flush(): Block | undefined;
}

/** Makes the filter of a source. */
export type FilterFactory = (source: SourceInfo) => BlockFilter;
