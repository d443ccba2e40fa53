import type { KubeObject, Pod } from "../../kube/objects.ts";
import { namespaceType, nodeType, podType, serviceType } from "../../targets/kinds/built-in-types.ts";
import type { ResourceType } from "../../targets/kinds/resource-type.ts";
import { type LabelSelector, selectorText } from "../../targets/owners/pod-selector.ts";
import { isGlob } from "../../targets/grammar/name-pattern.ts";
import { parseSource, type SourceExpression } from "../../targets/grammar/source-expression.ts";
import type { ClusterNames } from "./cluster-names.ts";

/**
 * Names of the containers of some sources, of all pods when there are none; each once.
 * @throws KtError what went wrong, where nothing could be read of any of them.
 */
export async function containersOfSources(
  cluster: ClusterNames,
  sources: readonly string[],
): Promise<readonly string[]> {
  if (sources.length === 0) return distinct((await cluster.listWhole<Pod>(podType, {})).map(({ spec }) => spec));
  const all = await Promise.all(sources.map((source) => containersOfSource(cluster, parseSource(source))));
  return [...new Set(all.flat())];
}

/** Names of the containers of one source; each once. Errors as with {@link containersOfSources}. */
export async function containersOfSource(
  cluster: ClusterNames,
  { namespace, form, type, name }: SourceExpression,
): Promise<readonly string[]> {
  const place = namespace === undefined ? cluster : cluster.inNamespace(namespace);
  const resourceType = form === "typed" ? await place.findType(type ?? "") : undefined;
  if (resourceType !== undefined && resourceType !== podType) {
    return distinct(await podSpecs(place, resourceType, name));
  }
  // `web/proxy`: where no type is meant, the first word is the pod.
  const pod = form === "pod-or-typed" ? (type ?? "") : name;
  const pods = form === "regex" || isGlob(pod) ? await place.listWhole<Pod>(podType, {}) : await podsNamed(place, pod);
  return distinct(pods.map(({ spec }) => spec));
}

/** A word that is no pod's name may be a regular expression over many. */
async function podsNamed(cluster: ClusterNames, name: string): Promise<readonly Pod[]> {
  return await cluster.get<Pod>(podType, name).catch(() => cluster.listWhole<Pod>(podType, {}));
}

/** The part of a pod's specification that names containers. */
type PodSpec = Partial<Pick<Pod["spec"], "initContainers" | "containers" | "ephemeralContainers">>;

/** A workload as far as it tells of containers. */
interface Workload extends KubeObject {
  readonly spec?: {
    readonly template?: { readonly spec?: PodSpec };
    readonly jobTemplate?: { readonly spec?: { readonly template?: { readonly spec?: PodSpec } } };
    readonly selector?: LabelSelector | Labels;
  };
}

async function podSpecs(cluster: ClusterNames, type: ResourceType, name: string): Promise<readonly PodSpec[]> {
  if (type === nodeType)
    return specsOf(await cluster.listWhole<Pod>(podType, { fieldSelector: `spec.nodeName=${name}` }));
  if (type === namespaceType) return specsOf(await cluster.inNamespace(name).listWhole<Pod>(podType, {}));
  const workloads = isGlob(name)
    ? await cluster.listWhole<Workload>(type, {})
    : await cluster.get<Workload>(type, name);
  const specs = await Promise.all(workloads.map((workload) => specsOfWorkload(cluster, type, workload)));
  return specs.flat();
}

/** What its template says; else that of the pods which its selector chooses: Services and kinds of others have only that. */
async function specsOfWorkload(
  cluster: ClusterNames,
  type: ResourceType,
  { spec }: Workload,
): Promise<readonly PodSpec[]> {
  const template = spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec;
  if (template !== undefined) return [template];
  const selector = spec?.selector ?? {};
  const labelSelector = selectorText(type === serviceType ? { matchLabels: selector as Labels } : selector);
  return labelSelector === "" ? [] : specsOf(await cluster.listWhole<Pod>(podType, { labelSelector }));
}

type Labels = Readonly<Record<string, string>>;

function specsOf(pods: readonly Pod[]): readonly PodSpec[] {
  return pods.map(({ spec }) => spec);
}

function distinct(specs: readonly PodSpec[]): readonly string[] {
  const names = specs
    .flatMap((spec) => [spec.containers ?? [], spec.initContainers ?? [], spec.ephemeralContainers ?? []])
    .flatMap((containers) => containers.map(({ name }) => name));
  return [...new Set(names)];
}
