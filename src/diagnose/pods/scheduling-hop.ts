import { unscheduledReason } from "../../kube/unscheduled-reason.ts";
import type { Cause, Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { ageText } from "../time-text.ts";
import { eventTexts, type PodFacts, podSubject, podText, podWords } from "./pod-facts.ts";

/** A scheduler that runs takes less. */
const usualMs = 30_000;

/** Looks at whether the pod has a node, and if not, why. */
export function schedulingHop(facts: PodFacts): Hop {
  const { pod } = facts;
  const node = pod.spec.nodeName;
  const found = node === undefined ? unscheduledFinding(facts) : undefined;
  return seenHop({
    name: "scheduling",
    about: podSubject(pod),
    checked: "spec.nodeName, condition PodScheduled",
    says: node === undefined ? "no node" : `on ${node}`,
    durationMs: 0,
    findings: found === undefined ? [] : [found],
  });
}

function unscheduledFinding(facts: PodFacts): Finding | undefined {
  const { pod, nowMs } = facts;
  // Such as evicted before it began.
  if (pod.status?.phase === "Failed" || pod.status?.phase === "Succeeded") return undefined;
  const told = unscheduledReason(pod);
  const about = podSubject(pod);
  const next = `kubectl describe pod ${podWords(pod)}`;
  const ageMs = nowMs - Date.parse(pod.metadata.creationTimestamp ?? "");
  if (told === undefined) {
    const isEarly = ageMs < usualMs;
    const scheduler = pod.spec.schedulerName ?? "default-scheduler";
    return finding({
      code: "not-scheduled",
      level: isEarly ? "note" : "broken",
      about,
      verdict: `The ${podText(pod)} has no node yet, and the scheduler "${scheduler}" has said nothing about it for ${ageText(ageMs)}.`,
      evidence: [["condition PodScheduled", "absent"]],
      causes: isEarly
        ? []
        : [
            {
              text: `there is no scheduler "${scheduler}"`,
              check: "spec.schedulerName is misspelt, or its scheduler is not installed",
            },
            {
              text: "the scheduler does not run",
              check: "kubectl get pods -n kube-system; kubectl get lease -n kube-system kube-scheduler",
            },
          ],
      next,
    });
  }
  const { reason, message } = told;
  const causes = schedulingCauses(message, pod.metadata.namespace ?? "");
  return finding({
    code: "unschedulable",
    level: "broken",
    about,
    verdict:
      reason === "SchedulingGated"
        ? `The ${podText(pod)} is held back by scheduling gates: ${message}`
        : `No node takes the ${podText(pod)}, so it has not started and has no log: ${withoutPreemption(message)}`,
    evidence: [
      ["condition PodScheduled", `False, ${reason}: ${message}`],
      ["event FailedScheduling", eventTexts(facts, ["FailedScheduling"]).at(-1)],
    ],
    causes,
    next:
      causes
        .map(({ check = "" }) => /^kubectl .+?(?=, |$)/.exec(check)?.[0])
        .find((command) => command !== undefined) ?? next,
  });
}

/** What is behind `preemption:` is about pods that could be put away, and never the reason. */
function withoutPreemption(message: string): string {
  return message.replace(/\s*(?:no new claims to deallocate, )?preemption: .*$/s, "");
}

/** Each reason of the scheduler's list in plain words (kubernetes v1.36.3 pkg/scheduler/framework/plugins has them). */
function schedulingCauses(message: string, namespace: string): readonly Cause[] {
  const causes: Cause[] = [];
  const add = (pattern: RegExp, cause: (found: RegExpExecArray) => Cause): void => {
    const found = pattern.exec(withoutPreemption(message));
    if (found !== null) causes.push(cause(found));
  };
  add(/(\d+) Insufficient (\S+?)[,.]/, ([, count, resource]) => ({
    text: `${count} node(s) have too little ${resource} left for what the pod requests`,
    check: "kubectl describe nodes, under Allocated resources",
    fix: `a lower resources.requests.${resource}, or another node`,
  }));
  add(/(\d+) Too many pods/, ([, count]) => ({
    text: `${count} node(s) have as many pods as they may`,
    check: "kubectl describe nodes, under Capacity",
  }));
  add(/(\d+) node\(s\) had untolerated taint(?:\(s\))? ?(\{[^}]*\})?/, ([, count, taint]) => ({
    text: `${count} node(s) have a taint that the pod does not tolerate${taint === undefined ? "" : ` (${taint})`}`,
    check: "kubectl describe nodes, under Taints",
    fix: "a toleration, or take the taint away",
  }));
  add(/(\d+) node\(s\) didn't match Pod's node affinity\/selector/, ([, count]) => ({
    text: `${count} node(s) do not have the labels of the pod's nodeSelector or node affinity`,
    check: "kubectl get nodes --show-labels",
    fix: "correct the selector, or label a node",
  }));
  add(/(\d+) node\(s\) were unschedulable/, ([, count]) => ({
    text: `${count} node(s) are cordoned`,
    check: "kubectl get nodes",
    fix: "kubectl uncordon NODE",
  }));
  add(/unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]*" not found/, () => ({
    text: "a PersistentVolumeClaim of the pod is missing, or has no volume",
    check: `kubectl get pvc -n ${namespace}`,
  }));
  add(/volume node affinity conflict/, () => ({
    text: "a volume of the pod can only be used on other nodes, in another zone mostly",
    check: `kubectl get pv,pvc -n ${namespace}`,
  }));
  add(/didn't match pod (anti-)?affinity rules|didn't satisfy existing pods anti-affinity/, () => ({
    text: "rules about which pods may be together keep it away",
    check: "affinity in the specs of this pod and of those on the nodes",
  }));
  add(/topology spread constraints/, () => ({
    text: "the pod's topologySpreadConstraints leave no node",
    check: "how its siblings are spread",
  }));
  add(/free ports/, () => ({ text: "another pod has taken its host port on every node" }));
  add(/no nodes available/, () => ({ text: "the cluster has no nodes", check: "kubectl get nodes" }));
  return causes;
}
