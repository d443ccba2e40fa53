import { type Random, seededRandom } from "../../../src/demo/server/world/random.ts";

/** Decisions by chance, the same ones for the same seed. */
export class Dice {
  readonly random: Random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  /** True in so many of all cases. */
  chance(share: number): boolean {
    return this.random() < share;
  }

  /** One of the items. @throws when there is none. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random() * items.length)];
    if (item === undefined) throw new Error("there is nothing to choose from");
    return item;
  }

  /** Each of the items with that chance, in their order. */
  some<T>(items: readonly T[], share: number): readonly T[] {
    return items.filter(() => this.chance(share));
  }

  /** The words in so many of all cases, otherwise none. */
  words(share: number, words: () => readonly string[]): readonly string[] {
    return this.chance(share) ? words() : [];
  }
}
