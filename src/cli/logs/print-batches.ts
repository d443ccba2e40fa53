import type { Renderer } from "../../render/renderer.ts";
import type { Batch } from "../../stream/batch.ts";
import type { OutputWriter } from "../io/output-writer.ts";
import type { Progress } from "../report/progress.ts";

/**
 * Renders and writes everything that comes. The next batch is asked for when the writer has room: that is all the
 * back-pressure there is on this side.
 * @returns how many entries were printed.
 */
export async function printBatches(
  batches: AsyncIterable<Batch>,
  renderer: Renderer,
  writer: OutputWriter,
  progress: Progress,
): Promise<number> {
  let entries = 0;
  for await (const batch of batches) {
    const bytesBefore = writer.takenBytes;
    renderer.render(batch, writer.buffer);
    entries += batch.count;
    progress.add(batch.count, writer.takenBytes - bytesBefore);
    const room = writer.room();
    if (room !== undefined) await room;
  }
  return entries;
}
