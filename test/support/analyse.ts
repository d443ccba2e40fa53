import { type RecordVisitor, Records } from "../../src/patterns/records.ts";
import type { Batch } from "../../src/stream/batch.ts";

/** Lets an analysis take the records of some batches, to the last. @returns the analysis. */
export function analyse<Analysis extends { readonly take: RecordVisitor }>(
  analysis: Analysis,
  ...batches: readonly Batch[]
): Analysis {
  const records = new Records((record) => analysis.take(record));
  for (const batch of batches) records.add(batch);
  records.end();
  return analysis;
}
