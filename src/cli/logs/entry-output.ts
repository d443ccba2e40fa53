import type { Batch } from "../../stream/batch.ts";
import type { Notice } from "../../stream/notice.ts";
import type { SourceInfo } from "../../stream/source-info.ts";

/** Where the entries of a run go. */
export interface EntryOutput {
  /** Says which sources are read now; called at the start and again whenever one joins or leaves. */
  setSources(live: readonly SourceInfo[]): void;
  /** Takes all entries of the batch, in its order. */
  render(batch: Batch): void;
  /** How many bytes have been handed over so far. */
  readonly takenBytes: number;
  /**
   * To be called after each batch, and waited for before the next is asked for. Undefined when there is room.
   * @throws (rejects with) what made the writing fail.
   */
  room(): Promise<void> | undefined;
  /** Writes what was rendered so far, and resolves when that is out, or cannot be written; undefined where nothing waits. */
  written(): Promise<void> | undefined;
  /** Writes what is left and waits for it. @throws what made the writing fail. */
  end(): Promise<void>;
  /** What there is to say about it at the end; undefined where it speaks for itself. */
  summary(): Notice | undefined;
}
