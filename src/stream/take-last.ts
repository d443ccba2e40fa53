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
 * is live. Holds no more than about twice what it keeps.
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

/** A queue of entries that forgets its oldest. */
class KeptEntries {
  readonly #limit: number;
  #droppedCount = 0;
  #blocks: Block[] = [];
  #entries: number[] = [];
  #flags: number[] = [];
  /** Bytes of the blocks that entries lie in, and how many are the most before the blocks are compacted. */
  #heldBytes = 0;
  #mostBytes = leastCompactedBytes;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(batch: Batch): void {
    // Only the last of a batch can stay.
    const first = Math.max(0, batch.count - this.#limit);
    this.#droppedCount += first;
    const isHeld = new Uint8Array(batch.blocks.length);
    for (let index = first; index < batch.count; index++) {
      const place = batch.block[index] as number;
      const block = batch.blocks[place] as Block;
      if (isHeld[place] === 0) {
        isHeld[place] = 1;
        this.#heldBytes += block.bytes.length;
      }
      this.#blocks.push(block);
      this.#entries.push(batch.entry[index] as number);
      this.#flags.push(batch.flags[index] as number);
    }
    if (this.#entries.length > this.#limit * 2 + 1024 || this.#heldBytes > this.#mostBytes) this.#compact();
  }

  *takeOut({ onDropped }: TakeLastOptions): Generator<Batch, void, void> {
    this.#trim();
    onDropped?.(this.#droppedCount);
    for (let from = 0; from < this.#entries.length; from += batchEntries) {
      const count = Math.min(batchEntries, this.#entries.length - from);
      const places = new Map<Block, number>();
      const block = new Uint32Array(count);
      for (let index = 0; index < count; index++) {
        const of = this.#blocks[from + index] as Block;
        let place = places.get(of);
        if (place === undefined) {
          place = places.size;
          places.set(of, place);
        }
        block[index] = place;
      }
      const entry = Uint32Array.from(this.#entries.slice(from, from + count));
      const flags = Uint8Array.from(this.#flags.slice(from, from + count));
      yield { isLive: false, count, blocks: [...places.keys()], block, entry, flags };
    }
    // A follow goes on for long after this.
    this.#blocks = [];
    this.#entries = [];
    this.#flags = [];
  }

  #trim(): void {
    const surplus = this.#entries.length - this.#limit;
    if (surplus <= 0) return;
    this.#droppedCount += surplus;
    this.#blocks.splice(0, surplus);
    this.#entries.splice(0, surplus);
    this.#flags.splice(0, surplus);
  }

  /** Lets go of the bytes of forgotten entries: a block of which one entry is kept would stay whole. */
  #compact(): void {
    this.#trim();
    const entriesOf = new Map<Block, number[]>();
    for (const [index, block] of this.#blocks.entries()) {
      const list = entriesOf.get(block);
      if (list === undefined) entriesOf.set(block, [index]);
      else list.push(index);
    }
    this.#heldBytes = 0;
    for (const [block, places] of entriesOf) {
      const picked = Uint32Array.from(places, (place) => this.#entries[place] as number);
      const compact = compactBlock(pickEntries(block, picked, picked.length));
      this.#heldBytes += compact.bytes.length;
      for (const [entry, place] of places.entries()) {
        this.#blocks[place] = compact;
        this.#entries[place] = entry;
      }
    }
    this.#mostBytes = Math.max(leastCompactedBytes, this.#heldBytes * 2);
  }
}

const batchEntries = 4096;
const leastCompactedBytes = 16 * 1024 * 1024;
