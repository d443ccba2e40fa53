import type { SourceInfo } from "./source-info.ts";

/**
 * A run of entries of one source, in the source's own order: one Buffer and the places and times of its
 * lines. This is what crosses the doors between rooms; there is never an object for each line.
 *
 * All arrays have at least `count` elements; what lies behind is undefined.
 */
export interface Block {
  readonly source: SourceInfo;
  /**
   * Holds the messages. Never written to after the block was made. Whoever makes a block out of a small slice of
   * something large copies it, so that what is held back keeps no more in memory than it counts for.
   */
  readonly bytes: Buffer;
  /** How many entries. May be 0 (all were filtered out). */
  readonly count: number;
  /** Offset in `bytes` of the first byte of each message. */
  readonly starts: Uint32Array;
  /** Offset in `bytes` behind the last byte of each message, its newline not included. */
  readonly ends: Uint32Array;
  /** The entry's own timestamp: whole seconds since 1970. */
  readonly seconds: Float64Array;
  /** The entry's own timestamp: nanoseconds within the second, 0 to 999,999,999. */
  readonly nanos: Uint32Array;
  /**
   * The merge key: the running maximum of the source's own timestamps, over all its entries, filtered
   * ones too. The very same array as `seconds` where no timestamp of the block runs backwards.
   */
  readonly keySeconds: Float64Array;
  /** The merge key's nanoseconds. The very same array as `nanos` where nothing runs backwards. */
  readonly keyNanos: Uint32Array;
  /** {@link EntryFlag}s of each entry; absent when all are 0. */
  readonly flags?: Uint8Array | undefined;
  /** When the block's last byte arrived, in milliseconds of the run's monotonic clock. */
  readonly arrivedMs: number;
  /** Ends of its entries that lie in another file than their beginnings; absent when there are none, as a rule. */
  readonly tornEnds?: readonly TornEnd[] | undefined;
}

/**
 * The end of a message that a rotation has torn: it stands, with a time of its own, at the beginning of the next file. Who reads
 * that file alone, as the kubelet does, takes it for an entry.
 */
export interface TornEnd {
  /** Offsets in the block's `bytes`. */
  readonly start: number;
  readonly end: number;
  readonly seconds: number;
  readonly nanos: number;
}

/** Bits that an entry can carry. */
export const EntryFlag = {
  /** It was written to standard output (known only from files, or with the API's feature gate). */
  stdout: 1,
  /** It was written to standard error. */
  stderr: 2,
  /** It came without a timestamp of its own; its time is that of the entry before it. */
  untimed: 4,
  /** It came later than the reorder window: what was printed before it may be younger. */
  late: 8,
  /** It does not match a filter but stands beside an entry that does (lines of context). */
  context: 16,
  /** It continues the entry before it (a line of a multi-line record that is not its first). */
  continuation: 32,
  /** It is the line that the run ends behind (`--until-match`). */
  matched: 64,
} as const;
