import type { Finding, Hop, HopName } from "../diagnosis.ts";
import { hopsNotReached, isBroken } from "../hop.ts";
import { besideKubelet, kubeletHop, type KubeletTrials } from "../nodes/kubelet-hop.ts";
import type { NodeFacts } from "../nodes/node-facts.ts";
import { nodeHop } from "../nodes/node-hop.ts";
import { containersHop } from "./containers-hop.ts";
import { logFileHop } from "./log-file-hop.ts";
import { logHop } from "./log-hop.ts";
import { type PodFacts, podSubject } from "./pod-facts.ts";
import { podHop } from "./pod-hop.ts";
import { schedulingHop } from "./scheduling-hop.ts";

/** Everything that was seen of some pods and their nodes. */
export interface SeenPods {
  readonly pods: readonly PodFacts[];
  readonly nodes: ReadonlyMap<string, NodeFacts>;
}

/** The hops that a pod is walked by. */
export const podHops: readonly HopName[] = ["pod", "scheduling", "containers", "node", "kubelet", "log"];

/** The hops of the pods, of each up to the first that is broken; those of a node once, whatever runs on it. */
export function walkPods(seen: SeenPods): readonly Hop[] {
  const ofNodes = new Map([...seen.nodes].map(([name, facts]) => [name, nodeHops(facts, seen.pods)]));
  const told = new Set<string>();
  return seen.pods.flatMap((facts) => {
    const own = [podHop(facts), schedulingHop(facts), containersHop(facts)];
    const name = facts.pod.spec.nodeName ?? "";
    const ofNode = isBroken(own) ? [] : (ofNodes.get(name) ?? []);
    const isNew = !told.has(name);
    if (ofNode.length > 0) told.add(name);
    const hops = upToBroken([...own, ...(isBroken([...own, ...ofNode]) ? [] : [logHop(facts)])], facts);
    const missing = isBroken(own) ? (["node", "kubelet", "log"] as const) : isBroken(ofNode) ? (["log"] as const) : [];
    const file = logFileHop(facts);
    return [
      ...hops,
      ...(isNew ? ofNode : []),
      ...hopsNotReached(podSubject(facts.pod), missing),
      ...(file === undefined ? [] : [file]),
    ];
  });
}

/** What is seen of pods whose logs may not be read: what the API itself tells. */
export function walkPodsWithoutLogs({ pods }: SeenPods): readonly Hop[] {
  const hops = pods.flatMap((facts) => [podHop(facts), schedulingHop(facts), containersHop(facts)]);
  return hops.map((hop) => ({ ...hop, findings: hop.findings.map(withoutLogs) }));
}

/** The next command would be one that is refused. */
function withoutLogs({ next, ...found }: Finding): Finding {
  return next === undefined || /^kubectl kt (?:logs|files) /.test(next) ? found : { ...found, next };
}

function upToBroken(hops: readonly Hop[], { pod }: PodFacts): readonly Hop[] {
  const end = hops.findIndex(({ result }) => result === "broken");
  if (end < 0) return hops;
  const behind = hops.slice(end + 1).map(({ name }) => name);
  return [...hops.slice(0, end + 1), ...hopsNotReached(podSubject(pod), behind)];
}

function nodeHops(facts: NodeFacts, pods: readonly PodFacts[]): readonly Hop[] {
  const there = pods.filter(({ pod }) => pod.spec.nodeName === facts.name);
  const node = nodeHop(facts, { areGone: there.some(areLogsGone) });
  if (isBroken([node])) return [node, ...hopsNotReached(node.about, ["kubelet"])];
  const kubelet = kubeletHop(facts, trialsOf(there));
  return [besideKubelet(node, kubelet), kubelet];
}

function areLogsGone({ logs }: PodFacts): boolean {
  return [...logs.values()].some((probe) => probe.kind === "message" && probe.message.kind === "gone");
}

function trialsOf(pods: readonly PodFacts[]): KubeletTrials {
  const probes = pods.flatMap(({ logs, previous }) => [...logs.values(), ...previous.values()]);
  return {
    failures: probes.flatMap((probe) => (probe.kind === "failed" ? [probe.error] : [])),
    hasAnswered: probes.some(({ kind }) => kind === "line" || kind === "empty" || kind === "message"),
    durationMs: Math.max(0, ...probes.map(({ durationMs }) => durationMs)),
  };
}
