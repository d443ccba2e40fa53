import { findContainerStatus } from "../../kube/container-status.ts";
import type { KtError } from "../../errors/kt-error.ts";
import type { Cause, Finding, Hop } from "../diagnosis.ts";
import { finding, type FindingParts, seenHop } from "../hop.ts";
import { ageText, agoText } from "../time-text.ts";
import { defaultContainerFinding } from "./default-container.ts";
import { titleOf } from "./ended-finding.ts";
import { filesText } from "./log-file-hop.ts";
import { mostTrials } from "./look-at-pods.ts";
import { type LogProbe, probeText } from "./log-probe.ts";
import { containerSubject, kindOf, type PodFacts, podSubject, podText, podWords } from "./pod-facts.ts";

/** Looks at what came when the last line of each log was asked for. */
export function logHop(facts: PodFacts): Hop {
  const { pod, containers, logs, previous, untried } = facts;
  const tried = containers.filter((name) => logs.has(name));
  const notTried = `not tried, since the logs of ${mostTrials} other containers were: kubectl kt diagnose POD tries one`;
  if (tried.length === 0 && untried.length > 0) {
    const nothing = { checked: "", says: notTried, durationMs: 0, findings: [] };
    return { name: "log", about: podSubject(pod), result: "unseen", ...nothing };
  }
  const wrong = defaultContainerFinding(facts);
  const findings = tried.flatMap((name) => {
    const probe = logs.get(name);
    const found = probe === undefined ? undefined : logFinding(facts, name, probe);
    const before = previousFinding(facts, name);
    return [...(found === undefined ? [] : [found]), ...(before === undefined ? [] : [before])];
  });
  return seenHop({
    name: "log",
    about: podSubject(pod),
    checked: tried.map((name) => probeText(pod, name, previous.has(name))).join(", "),
    says:
      tried.length === 0
        ? "no container has run yet"
        : [
            ...tried.map((name) => `${name}: ${saysOf(facts, name)}`),
            ...(untried.length === 0 ? [] : [`${untried.join(", ")}: ${notTried}`]),
          ].join("; "),
    durationMs: Math.max(0, ...[...logs.values(), ...previous.values()].map(({ durationMs }) => durationMs)),
    findings: wrong === undefined ? findings : [...findings, wrong],
  });
}

function saysOf({ logs, nowMs, previous }: PodFacts, name: string): string {
  const probe = logs.get(name);
  const before = previous.get(name)?.kind === "line" ? ", the instance before can be read, too" : "";
  switch (probe?.kind) {
    case "line":
      return `last line ${agoText(probe.timestamp, nowMs) ?? "read"}${before}`;
    case "empty":
      return `nothing written${before}`;
    case "unscheduled":
      return "no node";
    case "message":
      return `no log${before}`;
    case "failed":
    case undefined:
      return "cannot be read";
  }
}

function logFinding(facts: PodFacts, name: string, probe: LogProbe): Finding | undefined {
  switch (probe.kind) {
    case "line":
    case "unscheduled":
      return undefined;
    case "empty":
      return emptyFinding(facts, name);
    case "message":
      return goneFinding(facts, name, probe.message.text);
    case "failed":
      return failedFinding(facts, name, probe);
  }
}

function emptyFinding(facts: PodFacts, name: string): Finding | undefined {
  const { pod, nowMs } = facts;
  // What an init container did is seen in what it did, not in what it wrote.
  if (kindOf(pod, name) === "init") return undefined;
  const running = findContainerStatus(pod, name)?.state?.running;
  const about = containerSubject(pod, name);
  const evidence = [[probeText(pod, name, false), "200, no bytes"]] as const;
  if (running === undefined) {
    return finding({
      code: "log-empty",
      level: "note",
      about,
      verdict: `${titleOf(facts, name)} wrote nothing to its standard output and error before it ended: the log can be read, and is empty.`,
      evidence,
      causes: emptyCauses(pod),
      next: `kubectl kt files ${podWords(pod)}`,
    });
  }
  const sinceMs = nowMs - (Date.parse(running.startedAt ?? "") || nowMs);
  return finding({
    code: "log-empty",
    level: "note",
    about,
    verdict: `${titleOf(facts, name)} has written nothing to its standard output and error since it started ${ageText(sinceMs)} ago: the log can be read, and is empty.`,
    evidence,
    causes: [
      {
        text: "the program logs into a file, or holds its output back",
        check: `kubectl exec ${podWords(pod)} -c ${name} -- ls -l /proc/1/fd shows where 1 and 2 go`,
      },
      {
        text: "the log was rotated a moment ago, and only the current file is read",
        check: `kubectl kt files ${podWords(pod)} lists the files`,
      },
      { text: "it has nothing to say", check: "it does something when it is asked to" },
    ],
    next: `kubectl kt files ${podWords(pod)}`,
  });
}

/** Of a run that is over and left nothing. */
function emptyCauses(pod: PodFacts["pod"]): readonly Cause[] {
  return [
    {
      text: "it ended before it could write, or held its output back until then",
      check: "its exit code, and whether output is buffered",
    },
    { text: "its log was rotated, and its last file is empty", check: `kubectl kt files ${podWords(pod)}` },
  ];
}

/** The kubelet knows the container, but neither it nor its runtime gives a log of it. */
function goneFinding(facts: PodFacts, name: string, text: string): Finding {
  const { pod, files } = facts;
  const status = findContainerStatus(pod, name);
  const isRunning = status?.state?.running !== undefined;
  const seen = files?.get(name);
  const current = `${status?.restartCount ?? 0}.log`;
  const isFileThere = seen?.isSeen === true ? seen.value.some((file) => file.name === current) : undefined;
  const isMissing = isFileThere === false || /symlinks|open log file/.test(text);
  if (isOver(pod)) {
    return finding({
      code: "log-gone",
      level: "note",
      about: containerSubject(pod, name),
      verdict: `The log of ${lower(titleOf(facts, name))} is gone: the pod was deleted, its node has cleaned up behind it, and nothing but its object is left.`,
      evidence: [[probeText(pod, name, false), `200, and instead of a log: ${text}`]],
    });
  }
  return finding({
    code: isMissing ? "log-file-missing" : "log-gone",
    level: "broken",
    about: containerSubject(pod, name),
    ...(isMissing ? missingText(facts, name, isRunning) : goneText(facts, name, isRunning, isFileThere)),
    evidence: [
      [probeText(pod, name, false), `200, and instead of a log: ${text}`],
      ["files on the node", seen && filesText(seen)],
    ],
  });
}

/** Deleted and ended, and kept by its finalizers alone. */
function isOver({ metadata, status }: PodFacts["pod"]): boolean {
  const hasEnded = status?.phase === "Failed" || status?.phase === "Succeeded";
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length > 0 && hasEnded;
}

type Explained = Pick<FindingParts, "verdict" | "causes" | "next">;

function missingText(facts: PodFacts, name: string, isRunning: boolean): Explained {
  const { pod } = facts;
  const node = pod.spec.nodeName ?? "";
  return {
    verdict: `The log file of ${lower(titleOf(facts, name))} is missing on node ${node}, though the container ${isRunning ? "runs" : "is known"}.`,
    causes: [
      {
        text: "somebody, or a clean-up job, deleted files of /var/log/pods on the node",
        check: `kubectl kt files ${podWords(pod)} shows what is left`,
      },
      {
        text: "the node's disk was full, or /var/log was replaced, when the container started",
        check: `kubectl kt diagnose node/${node}`,
      },
    ],
    next: `kubectl kt files ${podWords(pod)}`,
  };
}

function goneText(facts: PodFacts, name: string, isRunning: boolean, isFileThere: boolean | undefined): Explained {
  const { pod } = facts;
  const node = pod.spec.nodeName ?? "";
  const runtime: Cause = {
    text: "the node's container runtime is stopped or hangs",
    check: `kubectl kt diagnose node/${node}: within a minute it says that the runtime is down`,
  };
  const deleted: Cause = {
    text: "the container was deleted in the runtime behind the kubelet's back",
    check: "the kubelet starts it anew within a minute",
  };
  if (isRunning) {
    const there = isFileThere === true ? " Its log file is there." : "";
    return {
      verdict: `Node ${node} gives no log of ${lower(titleOf(facts, name))}: it runs, but its runtime does not know it, or does not answer.${there}`,
      causes: [runtime, deleted],
      next: `kubectl kt diagnose node/${node}`,
    };
  }
  return {
    verdict: `Node ${node} has no log of ${lower(titleOf(facts, name))} any more: the run has ended, and its runtime has deleted it.`,
    causes: [
      {
        text: "the kubelet keeps only the last ended run of each container, and deletes those of evicted pods",
        check: `kubectl kt files ${podWords(pod)} shows what is left`,
      },
      runtime,
    ],
    next: `kubectl kt files ${podWords(pod)}`,
  };
}

function failedFinding(
  facts: PodFacts,
  name: string,
  probe: LogProbe & { readonly kind: "failed" },
): Finding | undefined {
  const { pod } = facts;
  const { error } = probe;
  // Said by earlier hops: rights, the kubelet, a container that has not started.
  if (["KT_FORBIDDEN", "KT_KUBELET_UNREACHABLE", "KT_NOT_STARTED", "KT_TIMEOUT"].includes(error.code)) return undefined;
  if (error.code === "KT_KUBELET_UNAWARE" || error.code === "KT_NOT_FOUND") return unawareFinding(facts, name, error);
  return finding({
    code: "log-failed",
    level: "broken",
    about: containerSubject(pod, name),
    verdict: `The log of ${lower(titleOf(facts, name))} cannot be read: ${error.message}`,
    evidence: [[probeText(pod, name, false), error.message]],
    next: `kubectl describe pod ${podWords(pod)}`,
  });
}

function unawareFinding(facts: PodFacts, name: string, { message }: KtError): Finding {
  const { pod } = facts;
  const node = pod.spec.nodeName ?? "";
  return finding({
    code: "kubelet-unaware",
    level: "broken",
    about: containerSubject(pod, name),
    verdict: `The kubelet of node ${node} does not know ${podText(pod)}, though it is on its node.`,
    evidence: [[probeText(pod, name, false), message]],
    causes: [
      {
        text: "the kubelet was started a moment ago, and has not looked at its pods yet",
        check: "the same works some seconds later",
      },
      { text: "the pod was deleted at this moment", check: `kubectl get pod ${podWords(pod)}` },
    ],
    next: `kubectl kt diagnose ${podWords(pod)}`,
  });
}

/** The log of the instance before, where that one would tell why it ended. */
function previousFinding(facts: PodFacts, name: string): Finding | undefined {
  const { pod, previous } = facts;
  const probe = previous.get(name);
  if (probe === undefined || probe.kind === "line") return undefined;
  const isGone = probe.kind === "message" || (probe.kind === "failed" && probe.error.code === "KT_NO_PREVIOUS");
  if (!isGone && probe.kind !== "empty") return undefined;
  const about = containerSubject(pod, name);
  const evidence = [
    [
      probeText(pod, name, true),
      probe.kind === "message"
        ? `200, and instead of a log: ${probe.message.text}`
        : probe.kind === "failed"
          ? probe.error.message
          : "200, no bytes",
    ],
  ] as const;
  if (probe.kind === "empty") {
    return finding({
      code: "log-empty",
      level: "note",
      about,
      verdict: `The instance of ${lower(titleOf(facts, name))} before this one wrote nothing before it ended.`,
      evidence,
      causes: emptyCauses(pod),
      next: `kubectl kt files ${podWords(pod)}`,
    });
  }
  return finding({
    code: "previous-log-gone",
    level: "note",
    about,
    verdict: `The log of the instance of ${lower(titleOf(facts, name))} before this one is not on its node any more: the kubelet keeps one ended run, and deletes the rest.`,
    evidence,
    next: `kubectl kt files ${podWords(pod)}`,
  });
}

function lower(title: string): string {
  return `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`;
}
