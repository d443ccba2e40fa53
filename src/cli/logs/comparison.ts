import type { Notices } from "../../stream/notice.ts";
import type { SourceFacts } from "../../stream/source-info.ts";

/** What a comparison of targets needs to know. */
export interface ComparisonContext {
  readonly isFollow: boolean;
  readonly notices: Notices;
  readonly signal: AbortSignal;
}

/** Which of the two readings an instance of a container is of. */
export type SideOfSource = (facts: SourceFacts) => "now" | "before" | undefined;
