import type { SourceInfo } from "../../stream/source-info.ts";
import type { TargetSet } from "../../targets/target.ts";
import { comparePrevious } from "./compared-instances.ts";
import { compareRollouts } from "./compared-rollouts.ts";
import type { ComparedSides, Comparison, ComparisonContext, SideOfSource } from "./comparison.ts";
import type { DiffReference } from "./diff-reference.ts";

/** The containers that are read for a comparison, and which of their lines are compared with which. */
export interface ComparedTargets {
  readonly set: TargetSet;
  /** Absent: the containers do not tell the two apart. */
  readonly sides?: ComparedSides;
}

/**
 * Leaves only the containers that `--diff` can compare, where it compares some of them with others; all of them otherwise.
 * @throws KtError KT_NO_PREVIOUS when there is nothing to compare with, and what to do instead.
 */
export async function compareTargets(
  set: TargetSet,
  reference: DiffReference,
  context: ComparisonContext,
): Promise<ComparedTargets> {
  switch (reference.kind) {
    case "previous":
      return chosen(set, comparePrevious(set.initial, context));
    case "rollout":
      return chosen(set, await compareRollouts(set.initial, context));
    default:
      return { set };
  }
}

function chosen({ joining }: TargetSet, { targets, sideOf, unstarted }: Comparison): ComparedTargets {
  const known = new WeakMap<SourceInfo, { readonly side: ReturnType<SideOfSource> }>();
  const sideOfInfo = (source: SourceInfo): ReturnType<SideOfSource> => {
    let found = known.get(source);
    if (found === undefined) {
      found = { side: sideOf(source.facts) };
      known.set(source, found);
    }
    return found.side;
  };
  const note = (live: readonly SourceInfo[]): void => {
    for (const source of live) sideOfInfo(source);
  };
  return {
    set: { initial: targets, joining },
    sides: { sideOf: ({ source }) => sideOfInfo(source), note, unstarted },
  };
}
