import type { SideOf } from "../../patterns/pattern-analysis.ts";
import type { Notices } from "../../stream/notice.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import type { Target } from "../../targets/target.ts";

/** What a comparison of targets needs to know. */
export interface ComparisonContext {
  readonly isFollow: boolean;
  readonly notices: Notices;
  readonly signal: AbortSignal;
}

/** Which of the two readings an instance of a container is of. */
export type SideOfSource = (facts: SourceFacts) => "now" | "before" | undefined;

/** Containers that are compared. */
export interface Comparison {
  readonly targets: readonly Target[];
  readonly sideOf: SideOfSource;
  /** Which of the containers have no instance yet that counts as the current one, by name; absent where all have one. */
  readonly unstarted?: () => readonly string[];
}

/** How the lines of a comparison are told apart. */
export interface ComparedSides {
  /** Absent: none of them is of what is compared with. */
  readonly sideOf?: SideOf | undefined;
  /** Takes note of sources that are read, whether or not they have lines. */
  readonly note?: (live: readonly SourceInfo[]) => void;
  /** As of {@link Comparison}, by what was noted until now. */
  readonly unstarted?: (() => readonly string[]) | undefined;
}
