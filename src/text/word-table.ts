/**
 * Knows a few words of ASCII and finds which of them some bytes are, in any case, without making a string. What is looked
 * up is told from a known word by a hash of 30 bits and its length.
 */
export class WordTable {
  readonly #values = new Map<number, number>();
  readonly #longest: number;

  /** @param entries The words and what they stand for: whole numbers above 0. */
  constructor(entries: Iterable<readonly [word: string, value: number]>) {
    let longest = 0;
    for (const [word, value] of entries) {
      const bytes = Buffer.from(word);
      this.#values.set(hashOf(bytes, 0, bytes.length), value);
      longest = Math.max(longest, bytes.length);
    }
    this.#longest = longest;
  }

  /** What the word `bytes[start, end)` stands for; 0 when it is none of the table. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > this.#longest || end <= start) return 0;
    return this.#values.get(hashOf(bytes, start, end)) ?? 0;
  }
}

/** Of 30 bits, so that it is a small integer to V8. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash, 0x01000193) ^ ((bytes[at] as number) | 0x20);
  return hash & 0x3fffffff;
}
