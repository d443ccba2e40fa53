/** The arrays of a block that every block has; see `Block`. */
export interface BlockColumns {
  readonly seconds: Float64Array;
  readonly nanos: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Columns for so many entries, in one piece of memory: blocks are many, and small in a follow. */
export function allocateColumns(count: number): BlockColumns {
  const memory = new ArrayBuffer(count * bytesOfColumns);
  return {
    seconds: new Float64Array(memory, 0, count),
    nanos: new Uint32Array(memory, count * 8, count),
    starts: new Uint32Array(memory, count * 12, count),
    ends: new Uint32Array(memory, count * 16, count),
  };
}

/** What the columns of one entry take. */
const bytesOfColumns = 20;
