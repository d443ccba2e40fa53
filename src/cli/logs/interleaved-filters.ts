import type { BlockFilter, FilterFactory } from "../../filter/block-filter.ts";
import type { Block } from "../../stream/block.ts";
import { pickEntries } from "../../stream/pick-entries.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { type SourceFilters, silentRecordMs } from "./source-filters.ts";

/**
 * For a source in which lines of several containers alternate, as in a capture: the filter of each lasts to the end. While one holds a
 * record back, what the others leave waits behind it, so that everything comes out in the source's own order, each record at
 * the place of its first line.
 *
 * Meanwhile the keys of the blocks are places: how many entries came before. So a filter, which moves lines by giving
 * them another's key, tells where they belong.
 */
export class InterleavedFilters implements SourceFilters {
  readonly #createFilter: FilterFactory;
  readonly #filters = new Map<SourceInfo, OneFilter>();
  /** The blocks whose keys are still needed. */
  #given: GivenBlock[] = [];
  #nextPlace = 0;
  #waitingCount = 0;
  /** Blocks that came since it was last looked what may come out. */
  #blocksSince = 0;

  constructor(createFilter: FilterFactory) {
    this.#createFilter = createFilter;
  }

  get isHolding(): boolean {
    return this.#filters.values().some(({ filter }) => filter.held !== undefined);
  }

  *apply(block: Block, liveMs: number | undefined): Generator<Block, void, void> {
    const one = this.#filterOf(block.source);
    const { count } = block;
    const keySeconds = Float64Array.from({ length: count }, (_, index) => this.#nextPlace + index);
    if (count > 0) this.#given.push({ block, from: this.#nextPlace });
    this.#nextPlace += count;
    one.grownMs = liveMs ?? 0;
    this.#add(one, one.filter.apply({ ...block, keySeconds, keyNanos: new Uint32Array(count) }));
    if (liveMs !== undefined) this.#flushSilent(liveMs);
    else if (this.#waitingCount > mostWaiting) this.#flushOldest();
    // A sign of life, as a block is that nothing was left of.
    yield { ...block, count: 0 };
    if (liveMs !== undefined || this.#waitingCount >= few || ++this.#blocksSince >= few) yield* this.#takeOut();
  }

  *flush(): Generator<Block, void, void> {
    for (const one of this.#filters.values()) this.#flushOne(one);
    yield* this.#takeOut();
  }

  #filterOf(source: SourceInfo): OneFilter {
    let one = this.#filters.get(source);
    if (one === undefined) {
      one = { filter: this.#createFilter(source), waiting: [], taken: 0, grownMs: 0 };
      this.#filters.set(source, one);
    }
    return one;
  }

  #add(one: OneFilter, block: Block | undefined): void {
    if (block === undefined || block.count === 0) return;
    one.waiting.push(block);
    this.#waitingCount += block.count;
  }

  #flushOne(one: OneFilter): void {
    this.#add(one, one.filter.flush());
  }

  #flushSilent(liveMs: number): void {
    for (const one of this.#filters.values()) if (liveMs - one.grownMs >= silentRecordMs) this.#flushOne(one);
  }

  /** A container that says nothing more must not hold up all others: memory stays bounded. */
  #flushOldest(): void {
    const middle = this.#nextPlace - mostWaiting / 2;
    for (const one of this.#filters.values()) if (heldPlaceOf(one) < middle) this.#flushOne(one);
  }

  /** What stands before everything that is held back. */
  *#takeOut(): Generator<Block, void, void> {
    this.#blocksSince = 0;
    let end = this.#nextPlace;
    for (const one of this.#filters.values()) end = Math.min(end, heldPlaceOf(one));
    for (;;) {
      let first: OneFilter | undefined;
      let place = end;
      let next = end;
      for (const one of this.#filters.values()) {
        const other = waitingPlaceOf(one);
        if (other < place) {
          next = place;
          place = other;
          first = one;
        } else if (other < next) {
          next = other;
        }
      }
      if (first === undefined) return;
      yield this.#take(first, next);
    }
  }

  /** The entries of the first waiting block whose places are before `end`. */
  #take(one: OneFilter, end: number): Block {
    const block = one.waiting[0] as Block;
    const from = one.taken;
    let to = from;
    while (to < block.count && (block.keySeconds[to] as number) < end) to++;
    const indices = Uint32Array.from({ length: to - from }, (_, index) => from + index);
    const taken = pickEntries(block, indices, indices.length);
    one.taken = to === block.count ? 0 : to;
    if (to === block.count) one.waiting.shift();
    this.#waitingCount -= taken.count;
    return this.#withKeys(taken);
  }

  /** The block with keys in the stead of places. Whoever calls it goes forwards. */
  #withKeys(block: Block): Block {
    const { count } = block;
    const keySeconds = new Float64Array(count);
    const keyNanos = new Uint32Array(count);
    let given = 0;
    for (let index = 0; index < count; index++) {
      const place = block.keySeconds[index] as number;
      while (behind(this.#given[given]) <= place) given++;
      const { block: from, from: first } = this.#given[given] as GivenBlock;
      keySeconds[index] = from.keySeconds[place - first] as number;
      keyNanos[index] = from.keyNanos[place - first] as number;
    }
    if (given > 0) this.#given = this.#given.slice(given);
    return { ...block, keySeconds, keyNanos };
  }
}

/** The filter of one container, and what it left that waits for others. */
interface OneFilter {
  readonly filter: BlockFilter;
  readonly waiting: Block[];
  /** How many entries of the first waiting block are out. */
  taken: number;
  /** How long the source had been waited for when its last line came. */
  grownMs: number;
}

/** A block as it came, and the place of its first entry. */
interface GivenBlock {
  readonly block: Block;
  readonly from: number;
}

function heldPlaceOf({ filter }: OneFilter): number {
  return filter.held?.keySeconds[0] ?? Number.POSITIVE_INFINITY;
}

function waitingPlaceOf({ waiting, taken }: OneFilter): number {
  return waiting[0]?.keySeconds[taken] ?? Number.POSITIVE_INFINITY;
}

function behind(given: GivenBlock | undefined): number {
  return given === undefined ? Number.POSITIVE_INFINITY : given.from + given.block.count;
}

/** For fewer entries or blocks looking through all containers would cost more than they do. */
const few = 256;
/** So many entries wait for the end of one record. */
const mostWaiting = 65_536;
