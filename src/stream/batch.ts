import type { Block } from "./block.ts";

/**
 * Entries of many sources in their final order: for each entry the place of its block in `blocks`, its
 * index there, and its flags. A batch is valid until the next one is asked for; its arrays are reused.
 */
export interface Batch {
  /** Whether the backlog of every source that was there at the start is out; false in a finished read. */
  readonly isLive: boolean;
  /** How many entries. */
  readonly count: number;
  /** The blocks that the entries lie in. */
  readonly blocks: readonly Block[];
  /** For each entry the index of its block in `blocks`. */
  readonly block: Uint32Array;
  /** For each entry its index in that block. */
  readonly entry: Uint32Array;
  /** For each entry its {@link EntryFlag}s, those of its block and those that the merge adds (`late`). */
  readonly flags: Uint8Array;
}
