import { hasCode } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { ResourceType } from "./resource-type.ts";

/** Types that two requests tell where the server aggregates them (Kubernetes 1.27 and later). */
const accept = [
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
  "application/json",
].join(",");

/**
 * All types that the API server serves and that can be read, each in its preferred version, the core group first.
 * Without the right to ask there are none. Other errors as with `KubeClient.get`.
 */
export async function readServedTypes(client: KubeClient, signal: AbortSignal): Promise<readonly ResourceType[]> {
  const answers = await Promise.all(["/api", "/apis"].map((path) => getDiscovery(client, path, signal)));
  const types = await Promise.all(answers.map((answer) => typesOf(client, answer, signal)));
  return types.flat();
}

/** An answer of `/api`, `/apis` or `/apis/GROUP/VERSION`, aggregated or not. */
interface DiscoveryAnswer {
  readonly kind?: string;
  readonly items?: readonly AggregatedGroup[];
  readonly versions?: readonly string[];
  readonly groups?: readonly { readonly name: string; readonly preferredVersion?: { readonly version: string } }[];
  readonly resources?: readonly ListedResource[];
}

interface AggregatedGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly resources?: readonly {
      readonly resource: string;
      readonly responseKind?: { readonly kind?: string };
      readonly scope?: string;
      readonly singularResource?: string;
      readonly shortNames?: readonly string[];
      readonly verbs?: readonly string[];
      readonly subresources?: readonly { readonly subresource: string }[];
    }[];
  }[];
}

interface ListedResource {
  /** `deployments`, and `deployments/scale` for a subresource. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced?: boolean;
  readonly singularName?: string;
  readonly shortNames?: readonly string[];
  readonly verbs?: readonly string[];
}

async function getDiscovery(client: KubeClient, path: string, signal: AbortSignal): Promise<DiscoveryAnswer> {
  try {
    return await client.get<DiscoveryAnswer>(path, { signal, headers: { accept } });
  } catch (error) {
    // A group whose own API server is down answers 503 or 404; the others are still there.
    const isMissing = hasCode(error, "KT_FORBIDDEN") || hasCode(error, "KT_NOT_FOUND") || hasCode(error, "KT_API");
    if (isMissing || (hasCode(error, "KT_BUSY") && path.split("/").length > 2)) return {};
    throw error;
  }
}

async function typesOf(client: KubeClient, answer: DiscoveryAnswer, signal: AbortSignal): Promise<ResourceType[]> {
  if (answer.items !== undefined) return answer.items.flatMap(typesOfAggregatedGroup);
  const core = (answer.versions ?? []).slice(0, 1).map((version) => ({ group: "", version, path: `/api/${version}` }));
  const named = (answer.groups ?? []).flatMap(({ name, preferredVersion }) =>
    preferredVersion === undefined
      ? []
      : [{ group: name, version: preferredVersion.version, path: `/apis/${name}/${preferredVersion.version}` }],
  );
  const listed = await Promise.all(
    [...core, ...named].map(async ({ group, version, path }) =>
      typesOfListing(group, version, (await getDiscovery(client, path, signal)).resources ?? []),
    ),
  );
  return listed.flat();
}

function typesOfAggregatedGroup(group: AggregatedGroup): ResourceType[] {
  const seen = new Set<string>();
  const types: ResourceType[] = [];
  for (const { version, resources = [] } of group.versions ?? []) {
    for (const resource of resources) {
      // Versions come with the preferred one first; a kind may be in the later ones only.
      if (seen.has(resource.resource) || !(resource.verbs ?? []).includes("get")) continue;
      seen.add(resource.resource);
      const kind = resource.responseKind?.kind ?? "";
      types.push({
        group: group.metadata?.name ?? "",
        version,
        kind,
        plural: resource.resource,
        singular: resource.singularResource || kind.toLowerCase(),
        shortNames: resource.shortNames ?? [],
        isNamespaced: resource.scope !== "Cluster",
        hasScale: (resource.subresources ?? []).some(({ subresource }) => subresource === "scale"),
      });
    }
  }
  return types;
}

function typesOfListing(group: string, version: string, resources: readonly ListedResource[]): ResourceType[] {
  const names = new Set(resources.map(({ name }) => name));
  return resources
    .filter(({ name, verbs }) => !name.includes("/") && (verbs ?? []).includes("get"))
    .map((resource) => ({
      group,
      version,
      kind: resource.kind,
      plural: resource.name,
      singular: resource.singularName || resource.kind.toLowerCase(),
      shortNames: resource.shortNames ?? [],
      isNamespaced: resource.namespaced !== false,
      hasScale: names.has(`${resource.name}/scale`),
    }));
}
