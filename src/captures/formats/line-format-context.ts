import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";

/** What a format needs to know of its capture. */
export interface LineFormatContext {
  /** What is known of all lines of the capture. */
  readonly facts: SourceFacts;
  /** The source with these facts, and those of the capture; the same one for the same facts. */
  readonly sourceOf: (facts: SourceFacts) => SourceInfo;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}
