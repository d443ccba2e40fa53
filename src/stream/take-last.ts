import type { Batch } from "./batch.ts";
import type { Block } from "./block.ts";
import { compactBlock } from "./compact-block.ts";
import { pickEntries } from "./pick-entries.ts";

/** What {@link takeLast} may tell. */
export interface TakeLastOptions {
  /** How many entries to keep. */
  readonly entries: number;
  /** Called once before the kept entries come out, with the number of entries that came before them. */
  readonly onDropped?: (count: number) => void;
}

/**
 * The last entries of a merge: of the whole of a finished one; in a follow those of the backlog, and then everything that
 * is live. Holds little more than what it keeps.
 */
export async function* takeLast(
  batches: AsyncIterable<Batch>,
  options: TakeLastOptions,
): AsyncGenerator<Batch, void, void> {
  const kept = new KeptEntries(options.entries);
  let isOut = false;
  for await (const batch of batches) {
    if (!isOut && !batch.isLive) {
      kept.add(batch);
      continue;
    }
    if (!isOut) {
      isOut = true;
      yield* kept.takeOut(options);
    }
    yield batch;
  }
  if (!isOut) yield* kept.takeOut(options);
}

/** A queue of entries that forgets its oldest, batch by batch. */
class KeptEntries {
  readonly #limit: number;
  #droppedCount = 0;
  #count = 0;
  #batches: KeptBatch[] = [];
  /** In how many batches a block is. */
  readonly #uses = new Map<Block, number>();
  /** Bytes of the blocks that entries lie in, and at how many they are compacted. */
  #heldBytes = 0;
  #mostBytes = leastCompactedBytes;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(batch: Batch): void {
    // Only the last of a batch can stay.
    let from = Math.max(0, batch.count - this.#limit);
    this.#droppedCount += from;
    this.#count += batch.count - from;
    while (from < batch.count) {
      let open = this.#batches.at(-1);
      if (open === undefined || open.isFull) this.#batches.push((open = new KeptBatch()));
      from += open.take(batch, from, (block) => this.#hold(block));
    }
    this.#forgetOldest();
    if (this.#heldBytes > this.#mostBytes) this.#compact();
  }

  *takeOut({ onDropped }: TakeLastOptions): Generator<Batch, void, void> {
    let surplus = Math.max(0, this.#count - this.#limit);
    onDropped?.(this.#droppedCount + surplus);
    const kept = this.#batches;
    // A follow goes on for long after this.
    this.#batches = [];
    this.#uses.clear();
    for (const batch of kept) {
      yield batch.from(surplus);
      surplus = 0;
    }
  }

  #forgetOldest(): void {
    for (let first = this.#batches[0]; first !== undefined; first = this.#batches[0]) {
      if (this.#count - first.count < this.#limit) return;
      this.#count -= first.count;
      this.#droppedCount += first.count;
      for (const block of first.blocks) this.#release(block);
      this.#batches.shift();
    }
  }

  #hold(block: Block): void {
    const uses = this.#uses.get(block) ?? 0;
    this.#uses.set(block, uses + 1);
    if (uses === 0) this.#heldBytes += block.bytes.length;
  }

  #release(block: Block): void {
    const uses = this.#uses.get(block) ?? 0;
    if (uses > 1) {
      this.#uses.set(block, uses - 1);
    } else {
      this.#uses.delete(block);
      this.#heldBytes -= block.bytes.length;
    }
  }

  /** Lets go of the bytes of forgotten entries: a block of which one entry is kept would stay whole. */
  #compact(): void {
    this.#uses.clear();
    this.#heldBytes = 0;
    for (const batch of this.#batches) {
      batch.compact();
      for (const block of batch.blocks) this.#hold(block);
    }
    this.#mostBytes = Math.max(leastCompactedBytes, this.#heldBytes * 2);
  }
}

/** Some entries in turn, and the blocks that they lie in. */
class KeptBatch {
  count = 0;
  blocks: Block[] = [];
  readonly #places = new Map<Block, number>();
  readonly #block = new Uint32Array(batchEntries);
  readonly #entry = new Uint32Array(batchEntries);
  readonly #flags = new Uint8Array(batchEntries);

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
      this.#flags[this.count++] = batch.flags[index] as number;
    }
    return taken;
  }

  /** As a batch, without so many at its beginning. */
  from(dropped: number): Batch {
    const cut = <Column extends Uint32Array | Uint8Array>(column: Column): Column =>
      column.subarray(dropped, this.count) as Column;
    const [block, entry, flags] = [cut(this.#block), cut(this.#entry), cut(this.#flags)];
    return { isLive: false, count: this.count - dropped, blocks: this.blocks, block, entry, flags };
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
const leastCompactedBytes = 16 * 1024 * 1024;
