import type { Batch } from "./batch.ts";
import { type Block, EntryFlag } from "./block.ts";
import { compactBlock } from "./compact-block.ts";
import { pickEntries } from "./pick-entries.ts";
import type { SourceInfo } from "./source-info.ts";

/** What counts among entries. */
export interface Counting {
  /** Whether entries of a source are counted. */
  readonly isCounted: (source: SourceInfo) => boolean;
  /** Whether lines that go on with the one before count together with it. */
  readonly asRecords: boolean;
}

/** Some entries in turn, and the blocks that they lie in. */
export class KeptBatch {
  /** How many entries. */
  count = 0;
  /** How many of them, lines or records, count. */
  counted = 0;
  /** The blocks that the entries lie in. */
  blocks: Block[] = [];
  readonly #counting: Counting | undefined;
  readonly #places = new Map<Block, number>();
  readonly #block = new Uint32Array(batchEntries);
  readonly #entry = new Uint32Array(batchEntries);
  readonly #flags = new Uint8Array(batchEntries);

  /** @param counting Absent: every entry counts. */
  constructor(counting: Counting | undefined) {
    this.#counting = counting;
  }

  /** Whether no more entries can be taken. */
  get isFull(): boolean {
    return this.count === batchEntries;
  }

  /** Takes entries from this one on, as many as there is room for; returns how many. Tells of each block that is new to it. */
  take(batch: Batch, from: number, onBlock: (block: Block) => void): number {
    const taken = Math.min(batch.count - from, batchEntries - this.count);
    const placeOf = new Int32Array(batch.blocks.length).fill(-1);
    for (let index = from; index < from + taken; index++) {
      const at = batch.block[index] as number;
      if ((placeOf[at] as number) < 0) placeOf[at] = this.#placeOf(batch.blocks[at] as Block, onBlock);
      this.#block[this.count] = placeOf[at] as number;
      this.#entry[this.count] = batch.entry[index] as number;
      this.#flags[this.count] = batch.flags[index] as number;
      if (this.#counts(this.count++)) this.counted++;
    }
    return taken;
  }

  /** The merge key of an entry, in seconds since 1970. */
  keyOf(index: number): number {
    const { keySeconds, keyNanos } = this.blocks[this.#block[index] as number] as Block;
    const entry = this.#entry[index] as number;
    return (keySeconds[entry] as number) + (keyNanos[entry] as number) / 1e9;
  }

  /** The place of the entry with which its last so many counted ones begin, of which it has at least as many. */
  placeOfCounted(last: number): number {
    let left = last;
    for (let index = this.count - 1; index > 0; index--) if (this.#counts(index) && --left === 0) return index;
    return 0;
  }

  /** The place of the first entry whose key is not before this time, in seconds since 1970. */
  placeSince(seconds: number): number {
    let place = 0;
    while (place < this.count && this.keyOf(place) < seconds) place++;
    return place;
  }

  /** As a batch, without the entries of counted sources before one place, and without the others before another one. */
  from(counted: number, others: number): Batch {
    if (counted === others) return this.#batch(counted);
    let count = 0;
    for (let index = 0; index < this.count; index++) {
      if (index < (this.#isOfCounted(index) ? counted : others)) continue;
      this.#block[count] = this.#block[index] as number;
      this.#entry[count] = this.#entry[index] as number;
      this.#flags[count++] = this.#flags[index] as number;
    }
    this.count = count;
    return this.#batch(0);
  }

  /** Keeps of each block only the entries in use. */
  compact(): void {
    const entriesOf = this.blocks.map((): number[] => []);
    for (let index = 0; index < this.count; index++) {
      const entries = entriesOf[this.#block[index] as number] as number[];
      this.#entry[index] = entries.push(this.#entry[index] as number) - 1;
    }
    this.#places.clear();
    this.blocks = this.blocks.map((block, place) => {
      const picked = Uint32Array.from(entriesOf[place] as number[]);
      return compactBlock(pickEntries(block, picked, picked.length));
    });
  }

  #batch(from: number): Batch {
    const cut = <Column extends Uint32Array | Uint8Array>(column: Column): Column =>
      column.subarray(from, this.count) as Column;
    const [block, entry, flags] = [cut(this.#block), cut(this.#entry), cut(this.#flags)];
    return { isLive: false, count: block.length, blocks: this.blocks, block, entry, flags };
  }

  /** Whether an entry counts by itself. */
  #counts(index: number): boolean {
    const isPart =
      this.#counting?.asRecords === true && ((this.#flags[index] as number) & EntryFlag.continuation) !== 0;
    return !isPart && this.#isOfCounted(index);
  }

  #isOfCounted(index: number): boolean {
    const { source } = this.blocks[this.#block[index] as number] as Block;
    return this.#counting === undefined || this.#counting.isCounted(source);
  }

  #placeOf(block: Block, onBlock: (block: Block) => void): number {
    let place = this.#places.get(block);
    if (place === undefined) {
      place = this.blocks.push(block) - 1;
      this.#places.set(block, place);
      onBlock(block);
    }
    return place;
  }
}

const batchEntries = 4096;
