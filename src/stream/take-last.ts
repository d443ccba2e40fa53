import type { Batch } from "./batch.ts";
import type { Block } from "./block.ts";
import { type Counting, KeptBatch } from "./kept-batch.ts";
import type { SourceInfo } from "./source-info.ts";

/** What {@link takeLast} may tell. */
export interface TakeLastOptions {
  /** How many entries to keep. */
  readonly entries: number;
  /** Whether a record of several lines counts as one, and stays whole. */
  readonly asRecords?: boolean | undefined;
  /** Which of them are counted; absent: all. */
  readonly among?: CountedEntries | undefined;
  /** Called once before the kept entries come out, with the number of entries that came before them. */
  readonly onDropped?: (count: number) => void;
}

/** Entries that are counted, and how much of the others is kept with them. */
export interface CountedEntries {
  readonly isCounted: (source: SourceInfo) => boolean;
  /** Others are kept from so long before the first counted one on; without any counted one, as many of them as of these. */
  readonly leadSeconds: number;
}

/**
 * The last entries of a merge: of the whole of a finished one; in a follow those of the backlog, and then everything that
 * is live. Holds little more than what it keeps.
 */
export async function* takeLast(
  batches: AsyncIterable<Batch>,
  options: TakeLastOptions,
): AsyncGenerator<Batch, void, void> {
  const kept = new KeptEntries(options);
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
  readonly #among: CountedEntries | undefined;
  readonly #counting: Counting | undefined;
  #seenCount = 0;
  #count = 0;
  /** How many of them are counted. */
  #counted = 0;
  #batches: KeptBatch[] = [];
  /** In how many batches a block is. */
  readonly #uses = new Map<Block, number>();
  /** Bytes of the blocks that entries lie in, and at how many they are compacted. */
  #heldBytes = 0;
  #mostBytes = leastCompactedBytes;

  constructor({ entries, asRecords = false, among = asRecords ? allSources : undefined }: TakeLastOptions) {
    this.#limit = entries;
    this.#among = among;
    this.#counting = among && { isCounted: among.isCounted, asRecords };
  }

  add(batch: Batch): void {
    this.#seenCount += batch.count;
    // Only the last of a batch can stay, unless others stay with them.
    let from = this.#among === undefined || this.#limit === 0 ? Math.max(0, batch.count - this.#limit) : 0;
    this.#count += batch.count - from;
    while (from < batch.count) {
      let open = this.#batches.at(-1);
      if (open === undefined || open.isFull) this.#batches.push((open = new KeptBatch(this.#counting)));
      this.#counted -= open.counted;
      from += open.take(batch, from, (block) => this.#hold(block));
      this.#counted += open.counted;
    }
    this.#forgetOldest();
    if (this.#heldBytes > this.#mostBytes) this.#compact();
  }

  *takeOut({ onDropped }: TakeLastOptions): Generator<Batch, void, void> {
    const among = this.#counted === 0 ? undefined : this.#among;
    const batches = among === undefined ? this.#lastOfAll() : this.#lastWithOthers(among);
    // A follow goes on for long after this.
    this.#batches = [];
    this.#uses.clear();
    onDropped?.(batches.reduce((left, { count }) => left - count, this.#seenCount));
    for (const batch of batches) if (batch.count > 0) yield batch;
  }

  #lastOfAll(): readonly Batch[] {
    let surplus = Math.max(0, this.#count - this.#limit);
    return this.#batches.map((batch) => {
      const from = Math.min(surplus, batch.count);
      surplus -= from;
      return batch.from(from, from);
    });
  }

  #lastWithOthers({ leadSeconds }: CountedEntries): readonly Batch[] {
    const { place, last } = this.#beginning();
    const begin = this.#batches[place]?.placeOfCounted(last) ?? 0;
    const fromSeconds = (this.#batches[place]?.keyOf(begin) ?? 0) - leadSeconds;
    return this.#batches.map((batch, index) => {
      const counted = index < place ? batch.count : index === place ? begin : 0;
      return batch.from(counted, batch.placeSince(fromSeconds));
    });
  }

  /** In which batch the last counted entries begin, and how many of its own are among them. */
  #beginning(): { readonly place: number; readonly last: number } {
    let left = Math.min(this.#limit, this.#counted);
    let place = this.#batches.length - 1;
    for (let own = 0; (own = this.#batches[place]?.counted ?? left) < left; place--) left -= own;
    return { place, last: left };
  }

  #forgetOldest(): void {
    for (let first = this.#batches[0]; first !== undefined; first = this.#batches[0]) {
      if (this.#isNeeded(first)) return;
      this.#count -= first.count;
      this.#counted -= first.counted;
      for (const block of first.blocks) this.#release(block);
      this.#batches.shift();
    }
  }

  /** Whether entries of the first batch may be among those that come out. */
  #isNeeded(first: KeptBatch): boolean {
    const isAmongLast = this.#count - first.count < this.#limit;
    if (this.#among === undefined || isAmongLast) return isAmongLast;
    const begin = this.#counted === 0 ? this.#batches.length - 1 : this.#beginning().place;
    const beginSeconds = this.#batches[begin]?.keyOf(0) ?? Number.NEGATIVE_INFINITY;
    return begin === 0 || first.keyOf(first.count - 1) >= beginSeconds - this.#among.leadSeconds;
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

const allSources: CountedEntries = { isCounted: () => true, leadSeconds: 0 };

const leastCompactedBytes = 16 * 1024 * 1024;
