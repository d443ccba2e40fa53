import { loadKubeconfig } from "../../kube/kubeconfig/load-kubeconfig.ts";
import { namespaceType, nodeType, podType } from "../../targets/kinds/built-in-types.ts";
import type { ValueNames } from "../options/option.ts";
import type { Candidate } from "./answer.ts";
import { ClusterNames, type ListedObject } from "./cluster-names.ts";
import type { CompletionContext } from "./completion-context.ts";
import { containersOfSources } from "./container-names.ts";
import { typedFlags } from "./typed-flags.ts";
import type { TypedWords } from "./typed-words.ts";

/**
 * Names for the value of an option, from the kubeconfig or the cluster.
 * @param part What is typed of the name; what does not begin with it may be among them.
 * @throws as {@link ClusterNames.open}.
 */
export async function nameCandidates(
  names: ValueNames,
  { typed, part }: { readonly typed: TypedWords; readonly part: string },
  context: CompletionContext,
): Promise<readonly Candidate[]> {
  switch (names) {
    case "contexts":
    case "clusters":
    case "users":
      return await kubeconfigNames(names, typed, context);
    case "files":
    case "time-zones":
      return [];
    default: {
      await using cluster = await ClusterNames.open(typed, context);
      return distinct(await clusterNames(names, cluster, typed, part));
    }
  }
}

async function kubeconfigNames(
  names: "contexts" | "clusters" | "users",
  typed: TypedWords,
  { env }: CompletionContext,
): Promise<readonly Candidate[]> {
  const flags = await typedFlags(typed, env);
  const kubeconfig = await loadKubeconfig(flags.filled("kubeconfig"), env);
  return [...kubeconfig[names].keys()].map((value) => ({ value }));
}

async function clusterNames(
  names: Exclude<ValueNames, "files" | "contexts" | "clusters" | "users" | "time-zones">,
  cluster: ClusterNames,
  typed: TypedWords,
  part: string,
): Promise<readonly string[]> {
  switch (names) {
    case "namespaces":
      return (await cluster.list(namespaceType, part)).map(({ name }) => name);
    case "pods":
      return (await cluster.list(podType, part)).map(({ name }) => name);
    case "containers":
      return await containersOfSources(cluster, typed.operands);
    case "labels":
      return (await cluster.list(podType, "")).flatMap((pod) => labelsOf(pod, part));
    case "nodes":
      return (await cluster.list(nodeType, part)).map(({ name }) => name);
    case "zones":
      return await nodeLabels(cluster, "topology.kubernetes.io/zone");
    case "regions":
      return await nodeLabels(cluster, "topology.kubernetes.io/region");
    case "operating-systems":
      return await nodeLabels(cluster, "kubernetes.io/os");
    case "architectures":
      return await nodeLabels(cluster, "kubernetes.io/arch");
  }
}

/** Keys until one is typed, then values. */
function labelsOf({ labels }: ListedObject, part: string): readonly string[] {
  const hasKey = part.includes("=");
  return Object.entries(labels).map(([key, value]) => (hasKey ? `${key}=${value}` : `${key}=`));
}

async function nodeLabels(cluster: ClusterNames, label: string): Promise<readonly string[]> {
  return (await cluster.list(nodeType, "")).flatMap(({ labels }) => labels[label] ?? []);
}

function distinct(values: readonly string[]): readonly Candidate[] {
  return [...new Set(values)].map((value) => ({ value }));
}
