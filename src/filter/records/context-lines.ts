import { type Block, EntryFlag } from "../../stream/block.ts";
import { compactBlock } from "../../stream/compact-block.ts";
import { pickEntries } from "../../stream/pick-entries.ts";
import type { KeptLines } from "./kept-lines.ts";

/**
 * The lines around wanted records. Those before one get its key: they come out with it, not in between lines of other
 * sources that were printed long ago. Those behind it keep their own.
 */
export class ContextLines {
  readonly #before: number;
  readonly #after: number;
  /** The last lines of earlier blocks that were not put out, at most as many as may be wanted. */
  #remembered: Block[] = [];
  #rememberedCount = 0;
  /** How many more lines come behind the last wanted record. */
  #afterLeft = 0;

  constructor(before: number, after: number) {
    this.#before = before;
    this.#after = after;
  }

  /** Keeps the lines before a wanted record; puts out those that lie in earlier blocks. */
  takeBefore(kept: KeptLines, first: number, out: Block[]): void {
    this.#afterLeft = this.#after;
    let wanted = this.#before;
    let index = first;
    while (wanted > 0 && index > kept.from && !kept.isKept(index - 1)) {
      index--;
      wanted--;
      kept.keepContext(index, first);
    }
    if (index > kept.from || wanted === 0) return;
    const [seconds, nanos] = kept.keyAt(first);
    for (const block of this.#takeRemembered(wanted)) {
      const { count } = block;
      const flags = Uint8Array.from({ length: count }, (_, place) => (block.flags?.[place] ?? 0) | EntryFlag.context);
      const keySeconds = new Float64Array(count).fill(seconds);
      const keyNanos = new Uint32Array(count).fill(nanos);
      out.push({ ...block, flags, keySeconds, keyNanos });
    }
  }

  /** Keeps those lines of an unwanted record that still stand behind a wanted one. */
  takeAfter(kept: KeptLines, first: number, end: number): void {
    for (let index = first; index < end && this.#afterLeft > 0; index++, this.#afterLeft--)
      kept.keepContext(index, index);
  }

  /** Remembers the last lines of a range that were not kept, for a record of a later block. */
  remember(kept: KeptLines): void {
    if (this.#before === 0) return;
    let from = kept.to;
    while (from > kept.from && kept.to - from < this.#before && !kept.isKept(from - 1)) from--;
    const isAll = from === kept.from;
    if (!isAll) this.#forget();
    const lines = kept.slice(from, kept.to);
    if (lines === undefined) return;
    this.#remembered.push(compactBlock(lines));
    this.#rememberedCount += lines.count;
    for (let oldest = this.#remembered[0]; oldest !== undefined; oldest = this.#remembered[0]) {
      if (this.#rememberedCount - oldest.count < this.#before) break;
      this.#rememberedCount -= oldest.count;
      this.#remembered.shift();
    }
  }

  /** The last `wanted` of the remembered lines; nothing is remembered any more. */
  #takeRemembered(wanted: number): readonly Block[] {
    let surplus = this.#rememberedCount - wanted;
    const taken: Block[] = [];
    for (const block of this.#remembered) {
      const skip = Math.min(Math.max(0, surplus), block.count);
      surplus -= skip;
      const indices = Uint32Array.from({ length: block.count - skip }, (_, place) => skip + place);
      if (indices.length > 0) taken.push(pickEntries(block, indices, indices.length));
    }
    this.#forget();
    return taken;
  }

  #forget(): void {
    this.#remembered = [];
    this.#rememberedCount = 0;
  }
}
