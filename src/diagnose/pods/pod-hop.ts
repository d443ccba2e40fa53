import type { Cause, Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { ageText, agoText } from "../time-text.ts";
import { eventTexts, type PodFacts, podSubject, podText, podWords } from "./pod-facts.ts";

/** So long after its time is over a pod that is being deleted should be gone. */
const usualDeletionMs = 60_000;

/** Looks at the pod as a whole: its phase, and whether it is being deleted. */
export function podHop(facts: PodFacts): Hop {
  const { pod, nowMs } = facts;
  const { phase = "without a phase" } = pod.status ?? {};
  const isLeaving = pod.metadata.deletionTimestamp !== undefined;
  const found = failureFinding(facts) ?? stuckFinding(facts);
  return seenHop({
    name: "pod",
    about: podSubject(pod),
    checked: "phase, reason and deletionTimestamp of the pod",
    says: `${phase}${isLeaving ? ", being deleted" : ""}, made ${agoText(pod.metadata.creationTimestamp, nowMs) ?? "at an unknown time"}`,
    durationMs: 0,
    findings: found === undefined ? [] : [found],
  });
}

/** A pod that failed as a whole: evicted, refused by its node, out of time. */
function failureFinding(facts: PodFacts): Finding | undefined {
  const { pod, isReplaced } = facts;
  const { phase, reason } = pod.status ?? {};
  const message = pod.status?.message?.trim() ?? "";
  if (phase !== "Failed" || reason === undefined) return undefined;
  const isEvicted = reason === "Evicted";
  const about = podSubject(pod);
  const node = pod.spec.nodeName;
  const evidence = [
    ["status of the pod", `Failed, ${reason}: ${message}`],
    ["event", eventTexts(facts, ["Evicted", "Preempted", "FailedScheduling"]).at(-1)],
  ] as const;
  if (isReplaced) {
    return finding({
      code: "replaced",
      level: "note",
      about,
      verdict: `The ${podText(pod)} has failed (${reason}), but another pod of its owner has taken its place.`,
      evidence,
    });
  }
  return finding({
    code: isEvicted ? "evicted" : "pod-failed",
    level: "problem",
    about,
    verdict: isRefused(message)
      ? `The kubelet of node ${node ?? ""} did not take the ${podText(pod)}: ${message.replace(/^Pod was rejected: /, "")}`
      : isEvicted
        ? `The ${podText(pod)} was evicted from its node${node === undefined ? "" : ` ${node}`}: ${message || "the kubelet does not say why"} Its log goes with it.`
        : `The ${podText(pod)} has failed (${reason}): ${message || "nobody says why"}`,
    evidence,
    causes: isEvicted ? evictionCauses(message) : failureCauses(reason),
    next:
      isEvicted && node !== undefined && !isOwnLimit(message)
        ? `kubectl describe node ${node}`
        : `kubectl describe pod ${podWords(pod)}`,
  });
}

/** kubernetes v1.36.3 pkg/kubelet/eviction/helpers.go has the words. */
function evictionCauses(message: string): readonly Cause[] {
  if (isRefused(message)) {
    return [
      {
        text: "its node was under pressure when the pod came, or when the kubelet was started again: pods without requests are refused first",
        fix: "make it anew where no owner does, with a request for memory",
      },
    ];
  }
  if (isOwnLimit(message)) {
    return [
      {
        text: "the pod wrote more to its disk than its own limit allows: logs and emptyDir count",
        fix: "raise resources.limits.ephemeral-storage, or write less",
      },
    ];
  }
  const [, resource] = /low on resource: (\S+?)\./.exec(message) ?? [];
  if (resource === undefined) return [];
  return [
    {
      text: `this pod used more ${resource} than it had requested`,
      check: "the message names its use and its request",
      fix: `request what it needs`,
    },
    { text: `others used up the node's ${resource}`, check: "other pods of that node were evicted at the same time" },
  ];
}

/** Whether the kubelet never took it, or not again after its own start, which is told as an eviction, too (pkg/kubelet/kubelet.go rejectPod). */
function isRefused(message: string): boolean {
  return message.startsWith("Pod was rejected: The node had condition");
}

/** Whether the pod reached a limit of its own, and not one of its node. */
function isOwnLimit(message: string): boolean {
  return /ephemeral local storage usage exceeds|exceeds? (?:its|the) (?:total )?(?:local ephemeral storage )?limit/i.test(
    message,
  );
}

function failureCauses(reason: string): readonly Cause[] {
  if (reason === "DeadlineExceeded")
    return [
      { text: "it ran longer than activeDeadlineSeconds allows", fix: "raise it, or find out why it took so long" },
    ];
  if (reason.startsWith("OutOf"))
    return [
      {
        text: "its node had no room for it any more when it arrived",
        fix: "nothing, where an owner makes another pod",
      },
    ];
  if (/Shutdown|Terminated|NodeLost/.test(reason)) return [{ text: "its node was shut down" }];
  if (reason === "NodeAffinity") return [{ text: "its node's labels do not fit the pod's affinity any more" }];
  return [];
}

function stuckFinding({ pod, nowMs }: PodFacts): Finding | undefined {
  const { deletionTimestamp, finalizers = [] } = pod.metadata;
  const overdueMs = nowMs - (Date.parse(deletionTimestamp ?? "") || nowMs);
  if (deletionTimestamp === undefined || overdueMs < usualDeletionMs) return undefined;
  const node = pod.spec.nodeName ?? "";
  return finding({
    code: "stuck-terminating",
    level: "problem",
    about: podSubject(pod),
    verdict: `The ${podText(pod)} should have been gone ${ageText(overdueMs)} ago and is still being deleted.`,
    evidence: [
      ["metadata.deletionTimestamp", deletionTimestamp],
      ["metadata.finalizers", finalizers.join(", ")],
    ],
    causes:
      finalizers.length > 0
        ? [
            {
              text: `its finalizers (${finalizers.join(", ")}) wait for a controller`,
              check: "that controller's log",
              fix: `where that controller is gone for good: kubectl patch pod ${podWords(pod)} --type=merge -p '{"metadata":{"finalizers":null}}'`,
            },
          ]
        : [
            { text: "its node does not answer", check: `kubectl get node ${node}` },
            {
              text: "a container, or the unmounting of a volume, does not end",
              check: `kubectl describe pod ${podWords(pod)}`,
            },
          ],
    next: finalizers.length > 0 || node === "" ? `kubectl describe pod ${podWords(pod)}` : `kubectl get node ${node}`,
  });
}
