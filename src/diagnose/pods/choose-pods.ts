import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { resolveTargets } from "../../targets/resolve-targets.ts";
import type { ResolveOptions, Selection, TargetNotice } from "../../targets/selection.ts";
import { look, type Look } from "../look.ts";
import type { ChosenPod } from "./look-at-pods.ts";

/** What a source came to. */
export interface ChosenPods {
  readonly pods: Look<readonly ChosenPod[]>;
  /** What went wrong with some of several sources. */
  readonly notices: readonly TargetNotice[];
}

/** What finding pods needs besides the selection. */
export interface PodChoosing extends Pick<ResolveOptions, "compilePattern" | "clock" | "signal"> {
  readonly client: KubeClient;
  readonly limitMs: number;
}

/** Finds the pods of a selection, in the order of `logs`. */
export async function choosePods(selection: Selection, choosing: PodChoosing): Promise<ChosenPods> {
  const { client, limitMs, signal, compilePattern, clock } = choosing;
  const notices: TargetNotice[] = [];
  const pods = await look("the pods", limitMs, signal, async (within) => {
    const onNotice = (notice: TargetNotice): void => {
      if (notice.level === "error") notices.push(notice);
    };
    const options = { follow: false, signal: within, compilePattern, clock, onNotice };
    const { initial } = await resolveTargets(client, selection, options);
    const chosen = new Map<string, { pod: ChosenPod["pod"]; containers: string[] }>();
    for (const target of initial) {
      const pod = target.pods.current(target.pod);
      if (pod === undefined) continue;
      const entry = chosen.get(target.pod.uid) ?? { pod, containers: [] };
      entry.containers.push(target.container);
      chosen.set(target.pod.uid, entry);
    }
    if (chosen.size > 0) return [...chosen.values()];
    throw new KtError("KT_NO_MATCH", "its pods were deleted at this moment", { hint: "kubectl get pods" });
  });
  return { pods, notices };
}
