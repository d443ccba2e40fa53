import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Node } from "../../kube/objects.ts";
import { globPattern, isGlob } from "../../targets/grammar/name-pattern.ts";
import type { NodeLogsRequest } from "./node-logs-request.ts";

/**
 * The names of the nodes that are meant, each once: in the order in which they were given, those of a glob or of labels by
 * name. Whole names are taken as they are, so that nobody needs the right to list nodes for them.
 * @throws KtError as `KubeClient.list`; KT_NO_MATCH for a glob, labels or roles that no node has.
 */
export async function chooseNodes(
  client: KubeClient,
  request: NodeLogsRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { nodes, labelSelector, roles } = request;
  if (nodes.length > 0 && !nodes.some(isGlob)) return [...new Set(nodes)];
  const { items } = await client.list<Node>("/api/v1/nodes", { query: { labelSelector }, signal });
  const listed = items
    .filter((node) => roles.length === 0 || roles.some((role) => hasRole(node, role)))
    .map(({ metadata }) => metadata.name)
    .toSorted();
  if (nodes.length === 0) {
    if (listed.length > 0) return listed;
    throw new KtError("KT_NO_MATCH", "no node has these labels and roles", {
      hint: "kubectl get nodes --show-labels",
    });
  }
  return [...new Set(nodes.flatMap((name) => named(name, listed)))];
}

/** As kubectl shows roles (kubectl v0.36 pkg/describe findNodeRoles). */
function hasRole({ metadata }: Node, role: string): boolean {
  const { labels = {} } = metadata;
  return `node-role.kubernetes.io/${role}` in labels || labels["kubernetes.io/role"] === role;
}

function named(text: string, listed: readonly string[]): readonly string[] {
  if (!isGlob(text)) return [text];
  const pattern = globPattern(text);
  const found = listed.filter((name) => pattern.matches(name));
  if (found.length > 0) return found;
  throw new KtError("KT_NO_MATCH", `no node has a name like ${JSON.stringify(text)}`, { hint: "kubectl get nodes" });
}
