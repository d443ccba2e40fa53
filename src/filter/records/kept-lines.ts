import { type Block, EntryFlag } from "../../stream/block.ts";
import { pickEntries } from "../../stream/pick-entries.ts";

/** The lines of a block that are kept, and as what. Its arrays are reused from block to block. */
export class KeptLines {
  #block: Block | undefined;
  /** The range that is decided about. */
  from = 0;
  to = 0;
  #flags: Uint8Array = new Uint8Array(0);
  #isKept: Uint8Array = new Uint8Array(0);
  /** For each line the one whose key it has. */
  #keyOf: Uint32Array = new Uint32Array(0);
  #picked: Uint32Array = new Uint32Array(0);
  #isPlain = true;

  /** Begins with a range of which nothing is kept yet. */
  begin(block: Block, from: number, to: number): void {
    if (this.#isKept.length < block.count) {
      this.#isKept = new Uint8Array(block.count * 2);
      this.#flags = new Uint8Array(block.count * 2);
      this.#keyOf = new Uint32Array(block.count * 2);
      this.#picked = new Uint32Array(block.count * 2);
    }
    this.#block = block;
    this.from = from;
    this.to = to;
    this.#isPlain = true;
    this.#isKept.fill(0, from, to);
  }

  /** Keeps a record, all of whose lines get the key of the first. */
  keepRecord(first: number, end: number): void {
    this.#keep(first, first, 0);
    if (end - first > 1) this.#isPlain = false;
    for (let index = first + 1; index < end; index++) this.#keep(index, first, EntryFlag.continuation);
  }

  /** Keeps a line of context, with the key of the line `keyOf`. */
  keepContext(index: number, keyOf: number): void {
    this.#isPlain = false;
    this.#keep(index, keyOf, EntryFlag.context);
  }

  isKept(index: number): boolean {
    return this.#isKept[index] === 1;
  }

  /** The lines `[from, to)` alone, as they are. */
  slice(from: number, to: number): Block | undefined {
    return this.#block === undefined || from >= to
      ? undefined
      : pickEntries(
          this.#block,
          Uint32Array.from({ length: to - from }, (_, place) => from + place),
          to - from,
        );
  }

  /** The key of a line: whole seconds and nanoseconds. */
  keyAt(index: number): readonly [seconds: number, nanos: number] {
    return [this.#block?.keySeconds[index] ?? 0, this.#block?.keyNanos[index] ?? 0];
  }

  /** All lines that are kept; undefined when none is. */
  block(): Block | undefined {
    const block = this.#block;
    this.#block = undefined;
    if (block === undefined) return undefined;
    let count = 0;
    for (let index = this.from; index < this.to; index++) {
      if (this.#isKept[index] === 1) this.#picked[count++] = index;
    }
    if (count === 0) return undefined;
    const kept = pickEntries(block, this.#picked, count);
    return this.#isPlain ? kept : this.#withFlagsAndKeys(block, kept);
  }

  #keep(index: number, keyOf: number, flag: number): void {
    this.#isKept[index] = 1;
    this.#flags[index] = flag;
    this.#keyOf[index] = keyOf;
  }

  #withFlagsAndKeys(block: Block, kept: Block): Block {
    const { count } = kept;
    const flags = new Uint8Array(count);
    const keySeconds = new Float64Array(count);
    const keyNanos = new Uint32Array(count);
    for (let to = 0; to < count; to++) {
      const index = this.#picked[to] as number;
      const key = this.#keyOf[index] as number;
      flags[to] = (this.#flags[index] as number) | (block.flags?.[index] ?? 0);
      keySeconds[to] = block.keySeconds[key] as number;
      keyNanos[to] = block.keyNanos[key] as number;
    }
    return { ...kept, flags, keySeconds, keyNanos };
  }
}
