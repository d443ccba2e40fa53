/** Numbers from 0 (included) to 1, the same for the same seed (the generator mulberry32). */
export type Random = () => number;

/** A generator for a seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the items. */
export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

/** So many hexadecimal digits. */
export function hexDigits(random: Random, count: number): string {
  return letters(random, count, "0123456789abcdef");
}

/** So many of the letters that Kubernetes uses in generated names (no vowels, no digits that look like letters). */
export function nameSuffix(random: Random, count = 5): string {
  return letters(random, count, "bcdfghjklmnpqrstvwxz2456789");
}

function letters(random: Random, count: number, alphabet: string): string {
  return Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
}
