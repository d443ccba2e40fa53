import type { KubeClient } from "../../kube/client.ts";
import type { Lease, Node, PodCondition } from "../../kube/objects.ts";
import { readAll } from "../../kube/read-body.ts";
import type { Subject } from "../diagnosis.ts";
import { look, type Look } from "../look.ts";

/** What was seen of one node. */
export interface NodeFacts {
  readonly name: string;
  readonly node: Look<Node>;
  readonly lease: Look<Lease>;
  /** What `healthz` of its kubelet answers; undefined where it may not be asked. */
  readonly healthz: Look<string> | undefined;
  /** The API server's clock, in milliseconds since 1970. */
  readonly nowMs: number;
}

/** How nodes are looked at. */
export interface NodeLooking {
  readonly client: KubeClient;
  /** Whether the right to `nodes/proxy` is there. */
  readonly mayProxy: boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Looks at a node, its lease and its kubelet at the same time. */
export async function lookAtNode(name: string, looking: NodeLooking): Promise<NodeFacts> {
  const { client, mayProxy, limitMs, signal } = looking;
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`;
  const leasePath = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${encodeURIComponent(name)}`;
  const [node, lease, healthz] = await Promise.all([
    look(`node "${name}"`, limitMs, signal, (within) => client.get<Node>(path, { signal: within })),
    look(`the lease of node "${name}"`, limitMs, signal, (within) => client.get<Lease>(leasePath, { signal: within })),
    mayProxy
      ? look(`the kubelet of node "${name}"`, limitMs, signal, async (within) => {
          await using body = await client.stream(`${path}/proxy/healthz`, { signal: within });
          return (await readAll(body, mostBytes)).toString("utf8");
        })
      : undefined,
  ]);
  return { name, node, lease, healthz, nowMs: client.serverNowMs() };
}

const mostBytes = 4096;

/** A node as what a finding is about. */
export function nodeSubject({ name }: NodeFacts): Subject {
  return { kind: "Node", name };
}

/** The node's condition of this type; undefined where it was not seen. */
export function conditionOf({ node }: NodeFacts, type: string): PodCondition | undefined {
  return node.isSeen ? node.value.status?.conditions?.find((one) => one.type === type) : undefined;
}

/** How long ago the kubelet renewed its lease; undefined where that was not seen. */
export function leaseAgeMs({ lease, nowMs }: NodeFacts): number | undefined {
  const renewedMs = lease.isSeen ? Date.parse(lease.value.spec?.renewTime ?? "") : Number.NaN;
  return Number.isNaN(renewedMs) ? undefined : nowMs - renewedMs;
}

/** A kubelet renews its lease each ten seconds; one that has not for this long is not there, or its clock is behind. */
export const staleLeaseMs = 40_000;
