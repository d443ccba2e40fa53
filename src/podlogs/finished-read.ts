import type { Block } from "../stream/block.ts";
import type { ContainerReading } from "./container-reading.ts";
import { checkEnd } from "./end-check.ts";
import { type FinishedEnd, readThrough } from "./through-read.ts";

/**
 * Reads one instance from its first wanted entry, or from where the reading stands, to the end that its log has now;
 * survives cuts.
 * @param options.isEndChecked false where a follow comes behind, which finds out by itself what is missing.
 */
export async function* readFinished(
  reading: ContainerReading,
  options: { readonly isEndChecked: boolean },
  signal: AbortSignal,
): AsyncGenerator<Block, FinishedEnd, void> {
  const end = yield* readThrough(reading, signal);
  if (end.kind !== "ended") return end;
  const { unfinished, isExact } = end.facts;
  if (isExact) {
    if (options.isEndChecked && unfinished !== undefined) yield reading.take(unfinished);
    return { kind: "read" };
  }
  return options.isEndChecked ? yield* checkEnd(reading, end.facts, signal) : { kind: "read" };
}
