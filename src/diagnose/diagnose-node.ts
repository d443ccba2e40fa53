import type { KubeClient } from "../kube/client.ts";
import type { KubeObject } from "../kube/objects.ts";
import { nearNames } from "../text/near-names.ts";
import type { Hop, HopName, Subject } from "./diagnosis.ts";
import { finding, hopsNotReached, isBroken, seenHop } from "./hop.ts";
import { look } from "./look.ts";
import { besideKubelet, kubeletHop } from "./nodes/kubelet-hop.ts";
import { logQueryHop } from "./nodes/log-query-hop.ts";
import { probeLogQuery } from "./nodes/log-query-probe.ts";
import { lookAtNode, type NodeFacts } from "./nodes/node-facts.ts";
import { nodeHop } from "./nodes/node-hop.ts";
import { nodeRightsHop, nodeRights } from "./rights/node-rights-hop.ts";
import { mayBeAllowed } from "./rights/rights-hop.ts";
import { reviewRights } from "./rights/access-review.ts";
import type { WalkContext } from "./walk-context.ts";

/** The hops of a node behind the rights to it. */
export const nodeHops: readonly HopName[] = ["node", "kubelet", "node-log-query"];

/** Each request; a kubelet that hangs is waited for so long. */
const requestMs = 3500;

/** Walks to the kubelet of a node, and asks it whether its own logs can be queried. */
export async function diagnoseNode(client: KubeClient, name: string, context: WalkContext): Promise<readonly Hop[]> {
  const { budget, signal, user } = context;
  const started = performance.now();
  const reviews = await reviewRights(client, nodeRights, budget.limitMs(requestMs), signal);
  const rights = nodeRightsHop({ user, reviews, durationMs: performance.now() - started });
  const mayProxy = mayBeAllowed(reviews, "get", "nodes/proxy");
  const looking = { client, mayProxy, limitMs: budget.limitMs(requestMs), signal };
  const [facts, query] = await Promise.all([
    lookAtNode(name, looking),
    mayProxy ? probeLogQuery(name, looking) : undefined,
  ]);
  const node = nodeHop(facts, { areGone: false });
  const about: Subject = { kind: "Node", name };
  if (isBroken([node])) {
    return [
      rights,
      await withNearNames(node, facts, client, context),
      ...hopsNotReached(about, ["kubelet", "node-log-query"]),
    ];
  }
  const kubelet = kubeletHop(facts, { failures: [], hasAnswered: false, durationMs: 0 });
  if (isBroken([kubelet]))
    return [rights, besideKubelet(node, kubelet), kubelet, ...hopsNotReached(about, ["node-log-query"])];
  return [rights, node, kubelet, ...(query === undefined ? [] : [logQueryHop(facts, query)])];
}

/** Whether a word that is no pod's name is a node's. */
export async function isNode(client: KubeClient, name: string, { budget, signal }: WalkContext): Promise<boolean> {
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
  return (await look("the node", budget.limitMs(requestMs), signal, (within) => client.get(path, { signal: within })))
    .isSeen;
}

/** A node that was named and is not there may be mistyped. */
async function withNearNames(
  hop: Hop,
  { name }: NodeFacts,
  client: KubeClient,
  { budget, signal }: WalkContext,
): Promise<Hop> {
  const listed = await look("the nodes", budget.limitMs(requestMs), signal, (within) =>
    client.list<KubeObject>("/api/v1/nodes", { signal: within }),
  );
  if (!listed.isSeen) return hop;
  const names = listed.value.items.map(({ metadata }) => metadata.name);
  const [near] = nearNames(name, names);
  return seenHop({
    ...hop,
    findings: [
      finding({
        code: "node-gone",
        level: "broken",
        about: hop.about,
        verdict: `There is no node ${name}.`,
        evidence: [["nodes that there are", names.slice(0, 10).join(", ")]],
        next: near === undefined ? "kubectl get nodes" : `kubectl kt diagnose node/${near}`,
      }),
    ],
  });
}
