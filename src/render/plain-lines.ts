import type { Batch } from "../stream/batch.ts";
import { copyBytes, type ViewedBytes } from "../text/copy-bytes.ts";
import type { OutputBuffer } from "./output-buffer.ts";

/** A block whose messages are written as they are. */
export interface PlainBlock extends ViewedBytes {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** What stands before each of its messages; may be empty. */
  readonly prefix: ViewedBytes;
}

/**
 * Writes each entry as its block's prefix, the message and a newline: what most output to files and pipes is. Nothing is
 * asked or looked at for an entry, since this is all that is done for each of millions.
 * @param blocks one for each of the batch's.
 */
export function writePlainLines(batch: Batch, blocks: readonly PlainBlock[], out: OutputBuffer): void {
  const { count, block, entry } = batch;
  const longestCopied = out.longestCopiedBytes;
  let target = out.target;
  let at = out.length;
  for (let place = 0; place < count; place++) {
    const from = blocks[block[place] as number] as PlainBlock;
    const index = entry[place] as number;
    const start = from.starts[index] as number;
    const end = from.ends[index] as number;
    const { prefix } = from;
    const prefixLength = prefix.bytes.length;
    const isHuge = end - start > longestCopied;
    if (at + prefixLength + (isHuge ? 0 : end - start) + newlineBytes > target.bytes.length) {
      out.length = at;
      out.flush();
      target = out.target;
      at = 0;
    }
    at = copyBytes(prefix, 0, prefixLength, target, at);
    if (isHuge) {
      out.length = at;
      out.write(from.bytes.subarray(start, end));
      out.makeRoom(newlineBytes);
      target = out.target;
      at = out.length;
    } else {
      at = copyBytes(from, start, end, target, at);
    }
    target.bytes[at++] = newline;
  }
  out.length = at;
}

const newline = 0x0a;
const newlineBytes = 1;
