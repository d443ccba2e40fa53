import type { Renderer } from "../../render/renderer.ts";
import type { Batch } from "../../stream/batch.ts";
import type { OutputWriter } from "../io/output-writer.ts";
import type { Progress } from "../report/progress.ts";
import type { SourceRegistry } from "./source-registry.ts";

/** Where batches go. */
export interface BatchPrinting {
  readonly renderer: Renderer;
  readonly registry: SourceRegistry;
  readonly writer: OutputWriter;
  readonly progress: Progress | undefined;
}

/**
 * Renders and writes everything that comes. The next batch is asked for when the writer has room: that is all the
 * back-pressure there is on this side.
 * @returns how many entries were printed.
 */
export async function printBatches(batches: AsyncIterable<Batch>, printing: BatchPrinting): Promise<number> {
  const { renderer, registry, writer, progress } = printing;
  let entries = 0;
  for await (const batch of batches) {
    const sources = registry.takeChange();
    if (sources !== undefined) renderer.setSources(sources);
    renderer.render(batch, writer.buffer);
    entries += batch.count;
    progress?.note(entries, writer.takenBytes);
    const room = writer.room();
    if (room !== undefined) await room;
  }
  return entries;
}
