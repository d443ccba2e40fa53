import type { Block } from "./block.ts";
import type { DrainPool } from "./drain-pool.ts";
import { joinBlocks } from "./join-blocks.ts";
import type { CaughtUp, Remark } from "./source.ts";
import type { SpooledBlock } from "./spool.ts";

/**
 * What one source said and nobody took yet, in its order: in the pool's memory, or on its disk. Small blocks are joined
 * on their way to the disk, since what stays in memory for each block there must not add up either.
 */
export class DrainQueue {
  readonly #pool: DrainPool;
  #items: (Block | SpooledBlock | CaughtUp | Remark)[] = [];
  #head = 0;
  /** The newest blocks, all of one source info, on their way to the disk. */
  #gathered: Block[] = [];
  #gatheredBytes = 0;

  constructor(pool: DrainPool) {
    this.#pool = pool;
  }

  get isEmpty(): boolean {
    return this.#head === this.#items.length && this.#gathered.length === 0;
  }

  /** Adds a block that has entries. */
  push(block: Block): void {
    this.#pool.hold(block);
    if (!this.#pool.isSpilling) {
      this.#keepGathered();
      this.#items.push(block);
      return;
    }
    if (this.#gathered[0] !== undefined && this.#gathered[0].source !== block.source) this.#spill();
    this.#gathered.push(block);
    this.#gatheredBytes += block.bytes.length;
    if (this.#gatheredBytes >= spillBytes) this.#spill();
  }

  /** Adds what is no entry: the mark between backlog and live entries, or a remark. */
  pushMark(mark: CaughtUp | Remark): void {
    this.#keepGathered();
    this.#items.push(mark);
  }

  /** Removes what stands first; undefined when there is nothing. */
  take(): Block | CaughtUp | Remark | undefined {
    if (this.#head === this.#items.length) this.#keepGathered();
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#items.length || this.#head === 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return "kind" in item && item.kind !== "spooled" ? item : this.#pool.take(item);
  }

  #keepGathered(): void {
    for (const block of this.#gathered) this.#items.push(block);
    this.#gathered = [];
    this.#gatheredBytes = 0;
  }

  #spill(): void {
    const [first, ...more] = this.#gathered;
    if (first === undefined) return;
    const spooled = this.#pool.spill(more.length === 0 ? first : joinBlocks([first, ...more]));
    if (spooled === undefined) {
      this.#keepGathered();
      return;
    }
    for (const block of this.#gathered) this.#pool.letGo(block);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#items.push(spooled);
  }
}

/** A block of this size is worth its own place on the disk. */
const spillBytes = 32 * 1024;
