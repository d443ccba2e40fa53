import type { Batch } from "../../stream/batch.ts";
import type { Progress } from "../report/progress.ts";
import type { EntryOutput } from "./entry-output.ts";
import type { SourceRegistry } from "./source-registry.ts";

/** Where batches go. */
export interface BatchPrinting {
  readonly output: EntryOutput;
  readonly registry: SourceRegistry;
  readonly progress: Progress | undefined;
}

/**
 * Writes everything that comes. The next batch is asked for when the output has room: that is all the
 * back-pressure there is on this side.
 * @returns how many entries were printed.
 */
export async function printBatches(batches: AsyncIterable<Batch>, printing: BatchPrinting): Promise<number> {
  const { output, progress } = printing;
  let entries = 0;
  try {
    for await (const batch of batches) {
      tellSources(printing);
      output.render(batch);
      entries += batch.count;
      progress?.note(entries, output.takenBytes);
      const room = output.room();
      if (room !== undefined) await room;
    }
  } finally {
    // Those that have said nothing.
    tellSources(printing);
  }
  return entries;
}

function tellSources({ output, registry }: BatchPrinting): void {
  const sources = registry.takeChange();
  if (sources !== undefined) output.setSources(sources);
}
