import { KtError } from "../errors/kt-error.ts";
import type { Block } from "./block.ts";
import { compactBlock } from "./compact-block.ts";
import type { Spool, SpooledBlock } from "./spool.ts";

/**
 * Writes a block to the spool, in as few bytes as it needs.
 * @param wayOut What else the user can do when the disk has no room: `leave --max-streams out`.
 * @throws KtError KT_OUTPUT when it cannot be written.
 */
export function keepOnDisk(spool: Spool, block: Block, wayOut: string): SpooledBlock {
  try {
    return spool.write(compactBlock(block));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_OUTPUT", `cannot be kept on disk until its turn comes: ${reason}`, {
      hint: `set TMPDIR to a folder with room, or ${wayOut}`,
      cause,
    });
  }
}
