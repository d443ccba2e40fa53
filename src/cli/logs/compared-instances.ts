import { KtError } from "../../errors/kt-error.ts";
import type { ContainerStatus } from "../../kube/objects.ts";
import type { Target } from "../../targets/target.ts";
import type { Comparison, ComparisonContext } from "./comparison.ts";
import { containerStatusOf } from "./container-status.ts";

/**
 * The containers whose current instance can be compared with the previous one (`--diff previous`). The kubelet keeps
 * one terminated instance: while a container waits to be restarted there is no other to compare that one with, unless one
 * follows it until the next begins.
 * @throws KtError KT_NO_PREVIOUS when there is none.
 */
export function comparePrevious(all: readonly Target[], { isFollow, notices }: ComparisonContext): Comparison {
  /** The restart count of the first instance that counts as the current one. */
  const firstCurrent = new Map<string, number>();
  const targets: Target[] = [];
  const left: { readonly target: Target; readonly why: string }[] = [];
  for (const target of all) {
    const status = containerStatusOf(target);
    const why = whyNot(status, isFollow);
    if (why === undefined) {
      targets.push(target);
      const isRunning = status?.state?.running !== undefined;
      firstCurrent.set(keyOf(target.pod.uid, target.container), (status?.restartCount ?? 0) + (isRunning ? 0 : 1));
    } else left.push({ target, why });
  }
  const [one] = left;
  if (one !== undefined) {
    if (targets.length === 0) throw noneToCompare(one, left.length);
    const what =
      left.length === 1
        ? `${nameOf(one.target)} is left out: it`
        : `${left.length} containers are left out, such as ${nameOf(one.target)}, which`;
    notices.notice({ level: "info", message: `${what} ${one.why}` });
  }
  const begun = new Set<string>();
  return {
    targets,
    sideOf: ({ podUid = "", container = "", instance }) => {
      const key = keyOf(podUid, container);
      const first = firstCurrent.get(key);
      if (first !== undefined && instance !== undefined && instance < first) return "before";
      begun.add(key);
      return "now";
    },
    unstarted: () => targets.filter(({ pod, container }) => !begun.has(keyOf(pod.uid, container))).map(nameOf),
  };
}

/** Why a container cannot be compared; undefined when it can be. */
function whyNot(status: ContainerStatus | undefined, isFollow: boolean): string | undefined {
  const { state, lastState, restartCount = 0 } = status ?? {};
  const hasEnded = lastState?.terminated !== undefined || state?.terminated !== undefined;
  if (!hasEnded) return restartCount > 0 ? "has lost its previous instance" : "was never restarted";
  if (isFollow || state?.running !== undefined) return undefined;
  const reason = state?.waiting?.reason ?? state?.terminated?.reason;
  return `does not run${reason === undefined ? "" : ` (${reason})`}, and the kubelet keeps only its last instance`;
}

function noneToCompare({ target, why }: { readonly target: Target; readonly why: string }, count: number): KtError {
  const name = nameOf(target);
  const about = count === 1 ? name : `none of ${count} containers can be compared; ${name}`;
  const { namespace, name: pod } = target.pod;
  const isWaiting = why.startsWith("does not run");
  return new KtError("KT_NO_PREVIOUS", `${about} ${why}`, {
    hint: isWaiting
      ? `its next instance can be followed and compared: kubectl kt logs ${namespace}:${pod} -f --diff previous --timeout 6m`
      : `save a log to compare with: kubectl kt logs ${namespace}:${pod} -o json > before.json, later --diff before.json`,
  });
}

function nameOf({ pod, container }: Target): string {
  return `${pod.namespace}/${pod.name}/${container}`;
}

function keyOf(podUid: string, container: string): string {
  return `${podUid}/${container}`;
}
