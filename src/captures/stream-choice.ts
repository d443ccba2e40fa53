import { type Block, EntryFlag } from "../stream/block.ts";
import { pickEntries } from "../stream/pick-entries.ts";

/** Chooses the entries of one of a container's streams out of a capture. */
export class StreamChoice {
  readonly #flag: number;
  /** How many entries did not tell their stream; they are left out. */
  unknownCount = 0;

  constructor(stream: "stdout" | "stderr") {
    this.#flag = EntryFlag[stream];
  }

  /** The block with only the entries of the stream. */
  pick(block: Block): Block {
    const { count, flags } = block;
    const picked = new Uint32Array(count);
    let pickedCount = 0;
    for (let index = 0; index < count; index++) {
      const flag = flags?.[index] ?? 0;
      if ((flag & this.#flag) !== 0) picked[pickedCount++] = index;
      else if ((flag & (EntryFlag.stdout | EntryFlag.stderr)) === 0) this.unknownCount++;
    }
    return pickEntries(block, picked, pickedCount);
  }
}
