import type { SideOf } from "../../patterns/pattern-analysis.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import { comparePrevious } from "./compared-instances.ts";
import { compareRollouts } from "./compared-rollouts.ts";
import type { ComparisonContext, SideOfSource } from "./comparison.ts";
import type { DiffReference } from "./diff-reference.ts";

/** The containers that are read for a comparison, and which of their lines are compared with which. */
export interface ComparedTargets {
  readonly set: TargetSet;
  /** Absent: their lines do not tell the two apart. */
  readonly sideOf?: SideOf;
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

function chosen(
  { joining }: TargetSet,
  { targets, sideOf }: { readonly targets: readonly Target[]; readonly sideOf: SideOfSource },
): ComparedTargets {
  const sides = new WeakMap<SourceInfo, { readonly side: ReturnType<SideOfSource> }>();
  return {
    set: { initial: targets, joining },
    sideOf: ({ source }) => {
      let known = sides.get(source);
      if (known === undefined) {
        known = { side: sideOf(source.facts) };
        sides.set(source, known);
      }
      return known.side;
    },
  };
}
