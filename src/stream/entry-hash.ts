/**
 * A 32-bit number that tells messages apart which carry the same timestamp. Of long messages it looks at the length,
 * the ends and some bytes between: messages that it takes for the same one are still told apart by their
 * order, so speed counts for more than strength.
 */
export function hashEntry(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let hash = length ^ 0x811c9dc5;
  if (length <= wholeBytes) {
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), prime);
    return hash >>> 0;
  }
  const headEnd = start + endBytes;
  for (let at = start; at < headEnd; at++) hash = Math.imul(hash ^ (bytes[at] as number), prime);
  const tailStart = end - endBytes;
  const step = Math.max(1, Math.floor((tailStart - headEnd) / middleBytes));
  for (let at = headEnd; at < tailStart; at += step) hash = Math.imul(hash ^ (bytes[at] as number), prime);
  for (let at = tailStart; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), prime);
  return hash >>> 0;
}

const prime = 0x01000193;
const wholeBytes = 64;
const endBytes = 20;
const middleBytes = 24;
