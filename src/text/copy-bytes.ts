/** Bytes together with a view of the very same memory, so that they can be copied eight at a time. */
export interface ViewedBytes {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** The bytes with a view of them; nothing is copied. */
export function viewBytes(bytes: Buffer): ViewedBytes {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/**
 * Copies `from.bytes[start, end)` to `to.bytes` at `at` and returns the offset behind the copy. The caller has made
 * sure that there is room. Made for lines of a log: a call into native code costs more than the copy of 200 bytes,
 * a loop over single bytes five times as much (`test/bench/copy-bytes.ts`).
 */
export function copyBytes(from: ViewedBytes, start: number, end: number, to: ViewedBytes, at: number): number {
  const length = end - start;
  if (length > longestCopyByHand) {
    from.bytes.copy(to.bytes, at, start, end);
    return at + length;
  }
  if (length < 8) {
    const source = from.bytes;
    const target = to.bytes;
    for (let offset = 0; offset < length; offset++) target[at + offset] = source[start + offset] as number;
    return at + length;
  }
  const source = from.view;
  const target = to.view;
  // The compiler moves a BigInt that goes from one view into another as a machine word; none is allocated.
  const last = length - 8;
  for (let offset = 0; offset < last; offset += 8) {
    target.setBigUint64(at + offset, source.getBigUint64(start + offset, true), true);
  }
  // The last word overlaps the one before it, which spares a loop over the remaining bytes.
  target.setBigUint64(at + last, source.getBigUint64(start + last, true), true);
  return at + length;
}

const longestCopyByHand = 224;
