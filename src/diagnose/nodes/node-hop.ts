import type { Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop, unseenHop } from "../hop.ts";
import { ageText, agoText } from "../time-text.ts";
import { conditionOf, leaseAgeMs, type NodeFacts, nodeSubject, staleLeaseMs } from "./node-facts.ts";

/** A lease that is so far ahead of the API server's clock was written by a clock that is. */
const mostAheadMs = 5000;

/** What is known of the logs on a node, for what its conditions mean. */
export interface NodeLogs {
  /** Whether the runtime had no log of a container that runs. */
  readonly areGone: boolean;
}

/** Looks at what the node says of itself: Ready, its pressures, its lease. */
export function nodeHop(facts: NodeFacts, logs: NodeLogs): Hop {
  const { node, lease } = facts;
  const about = nodeSubject(facts);
  const hop = {
    name: "node",
    about,
    checked: `GET nodes/${facts.name}, its lease in kube-node-lease`,
    durationMs: Math.max(node.durationMs, lease.durationMs),
  } as const;
  if (!node.isSeen && node.error.code === "KT_NOT_FOUND") {
    return seenHop({
      ...hop,
      says: "there is no such node",
      findings: [
        finding({
          code: "node-gone",
          level: "broken",
          about,
          verdict: `There is no node ${facts.name} any more: what ran there is gone with its logs.`,
          evidence: [[`GET nodes/${facts.name}`, node.error.message]],
          next: "kubectl get nodes",
        }),
      ],
    });
  }
  const findings = [...readyFindings(facts, logs), ...pressureFindings(facts), ...clockFindings(facts)];
  if (!node.isSeen)
    return findings.length > 0 ? seenHop({ ...hop, says: "not seen", findings }) : unseenHop(hop, node.error);
  const ageMs = leaseAgeMs(facts);
  const ready = conditionOf(facts, "Ready");
  const isCordoned = node.value.spec?.unschedulable === true;
  return seenHop({
    ...hop,
    says: `${ready?.status === "True" ? "Ready" : `not Ready (${ready?.reason ?? "no condition"})`}${isCordoned ? ", cordoned" : ""}${
      ageMs === undefined ? "" : `, last sign of life ${ageText(ageMs)} ago`
    }`,
    findings,
  });
}

function readyFindings(facts: NodeFacts, { areGone }: NodeLogs): readonly Finding[] {
  const { name, nowMs, node } = facts;
  const about = nodeSubject(facts);
  const ready = conditionOf(facts, "Ready");
  const ageMs = leaseAgeMs(facts);
  const evidence = [
    ["condition Ready", ready && `${ready.status}, ${ready.reason ?? ""}: ${ready.message ?? ""}`],
    ["lease", ageMs === undefined ? undefined : `renewed ${ageText(ageMs)} ago`],
  ] as const;
  const next = `kubectl describe node ${name}`;
  if (
    ready?.status === "False" &&
    /runtime is down|runtime not ready: RuntimeReady=false|RuntimeNotReady/i.test(ready.message ?? "")
  ) {
    return [
      finding({
        code: "runtime-down",
        level: areGone ? "broken" : "problem",
        about,
        verdict: `The container runtime of node ${name} is down${sinceText(ready.lastTransitionTime, nowMs)}: its kubelet answers, but ${areGone ? "has no logs to give" : "cannot start containers"}.`,
        evidence,
        causes: [
          { text: "the runtime is stopped, or crashes", check: `on the node: systemctl status containerd (or crio)` },
          { text: "the runtime hangs, for a full disk mostly", check: "on the node: crictl ps hangs; df -h /var" },
        ],
        next: `kubectl kt node-logs ${name} --query containerd --tail 50`,
      }),
    ];
  }
  if (node.isSeen && ready?.status !== "True") {
    const isUnknown = ready?.status === "Unknown";
    return [
      finding({
        code: "node-not-ready",
        level: "problem",
        about,
        verdict: isUnknown
          ? `Node ${name} is not Ready${sinceText(ready?.lastTransitionTime, nowMs)}: its kubelet has stopped reporting. What the API says of its pods is as old as that.`
          : `Node ${name} is not Ready${sinceText(ready?.lastTransitionTime, nowMs)}: ${ready?.message ?? "its kubelet has not said anything yet"}`,
        evidence,
        causes: isUnknown
          ? [
              { text: "its kubelet is stopped", check: "the hop kubelet: the connection is refused" },
              { text: "the node is off or cut off", check: "the hop kubelet: nothing answers" },
              {
                text: "the kubelet cannot reach the API server, by an expired certificate for example",
                check: "the hop kubelet is ok; on the node: journalctl -u kubelet",
              },
            ]
          : [],
        next,
      }),
    ];
  }
  if (ageMs === undefined || ageMs < staleLeaseMs) return [];
  return [
    finding({
      code: "node-silent",
      level: "problem",
      about,
      verdict: `Node ${name} counts as Ready, but its kubelet has not renewed its lease for ${ageText(ageMs)}.`,
      evidence,
      causes: [
        {
          text: "the kubelet stopped, or was cut off, a moment ago",
          check: "within a minute the node counts as not Ready",
        },
        { text: "the node's clock is behind", check: "the lease goes on being renewed; date -u on the node" },
      ],
      next: `kubectl get lease -n kube-node-lease ${name} -w`,
    }),
  ];
}

function sinceText(time: string | undefined, nowMs: number): string {
  const ago = agoText(time, nowMs);
  return ago === undefined ? "" : ` (since ${ago.replace(/ ago$/, "")})`;
}

const pressures: readonly (readonly [type: string, what: string, check: string])[] = [
  ["MemoryPressure", "memory", "kubectl top pods -A --sort-by=memory"],
  ["DiskPressure", "disk space or inodes", "on the node: df -h /var; df -i /var"],
  ["PIDPressure", "process IDs", "on the node: ps -eLf | wc -l"],
];

function pressureFindings(facts: NodeFacts): readonly Finding[] {
  return pressures.flatMap(([type, what, check]) => {
    const condition = conditionOf(facts, type);
    if (condition?.status !== "True") return [];
    return [
      finding({
        code: "node-pressure",
        level: "problem",
        about: nodeSubject(facts),
        verdict: `Node ${facts.name} is short of ${what} (${type})${sinceText(condition.lastTransitionTime, facts.nowMs)}: it evicts pods${type === "DiskPressure" ? ", and logs may be missing or cut" : ""}.`,
        evidence: [[`condition ${type}`, `True, ${condition.reason ?? ""}: ${condition.message ?? ""}`]],
        causes: [{ text: `something on the node uses it up`, check }],
        next: `kubectl describe node ${facts.name}`,
      }),
    ];
  });
}

/** Only a clock that is ahead shows: one that is behind looks like a kubelet that is late. */
function clockFindings(facts: NodeFacts): readonly Finding[] {
  const ageMs = leaseAgeMs(facts);
  if (ageMs === undefined || ageMs > -mostAheadMs) return [];
  return [
    finding({
      code: "clock-skew",
      hop: "node",
      level: "problem",
      about: nodeSubject(facts),
      verdict: `The clock of node ${facts.name} is at least ${ageText(-ageMs)} ahead of the API server's: times of its log lines lie in the future, and --since leaves out or takes in the wrong ones.`,
      evidence: [["lease", `renewed ${ageText(-ageMs)} from now, by the API server's clock`]],
      causes: [
        { text: "the node's clock is wrong", check: "date -u on the node; chronyc tracking" },
        { text: "the clock of the control plane is wrong", check: "the leases of all nodes are ahead" },
      ],
      next: "kubectl get lease -n kube-node-lease",
    }),
  ];
}
