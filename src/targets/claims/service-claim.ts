import { hasCode, KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeObject, Pod } from "../../kube/objects.ts";
import type { NamePattern } from "../grammar/name-pattern.ts";
import { serviceType } from "../kinds/built-in-types.ts";
import { collectionPath, objectPath } from "../kinds/resource-type.ts";
import { selectorOfLabels } from "../owners/pod-selector.ts";
import type { ResolveOptions } from "../selection.ts";
import type { Claim, PodQuery } from "./claim.ts";
import { isInScope } from "./pod-claims.ts";
import type { Scope } from "./scope.ts";

type Service = KubeObject & {
  readonly spec?: { readonly selector?: Readonly<Record<string, string>>; readonly type?: string };
};

/**
 * The pods that the Services of a scope select, one by name or several by a glob. In a follow the Services are
 * watched, too: one that moves on to other pods takes the follow along.
 */
export class ServiceClaim implements Claim {
  readonly scope: Scope;
  readonly #events: AsyncIterator<readonly Service[]> | undefined;
  #services: readonly Service[];

  private constructor(scope: Scope, services: readonly Service[], events?: AsyncIterator<readonly Service[]>) {
    this.scope = scope;
    this.#services = services;
    this.#events = events;
  }

  /** Reads the Services. Throws as `KubeClient.get` and `list`, without a 404: then there are none. */
  static async read(
    client: KubeClient,
    scope: Scope,
    name: NamePattern,
    options: ResolveOptions,
  ): Promise<ServiceClaim> {
    if (!options.follow) return new ServiceClaim(scope, await getServices(client, scope, name, options.signal));
    const events = watchServices(client, scope, name, options.signal);
    const first = await events.next();
    return new ServiceClaim(scope, first.done === true ? [] : first.value, events);
  }

  /** Whether there is any such Service. */
  get isThere(): boolean {
    return this.#services.length > 0;
  }

  /** The Services without a selector: whoever set their endpoints knows their pods, and they do not. */
  get withoutSelector(): readonly string[] {
    return this.#services.filter((service) => labelsOf(service) === "").map(({ metadata }) => metadata.name);
  }

  get query(): PodQuery | undefined {
    const selectors = new Set(this.#services.map(labelsOf).filter((labels) => labels !== ""));
    const [only] = selectors;
    if (only === undefined) return undefined;
    return selectors.size === 1 ? { labelSelector: only } : {};
  }

  match(pod: Pod): string | undefined {
    if (!isInScope(this.scope, pod)) return undefined;
    const service = this.#services.find((candidate) => selects(candidate, pod));
    return service === undefined ? undefined : `service/${service.metadata.name} selects ${labelsOf(service)}`;
  }

  async track(changed: () => void): Promise<void> {
    if (this.#events === undefined) return;
    for (let next = await this.#events.next(); next.done !== true; next = await this.#events.next()) {
      const isSame = selectorsOf(next.value) === selectorsOf(this.#services);
      this.#services = next.value;
      if (!isSame) changed();
    }
  }
}

/** The error for Services that select no pods; undefined when all that the source names do. */
export function explainMissingSelector(names: readonly string[]): KtError | undefined {
  const [name] = names;
  if (name === undefined) return undefined;
  return new KtError("KT_NO_MATCH", `service/${name} has no selector, so it does not say which pods are behind it`, {
    hint: `kubectl get endpointslices -l kubernetes.io/service-name=${name}`,
  });
}

async function getServices(
  client: KubeClient,
  scope: Scope,
  name: NamePattern,
  signal: AbortSignal,
): Promise<Service[]> {
  if (name.exact !== undefined && scope.namespace !== undefined) {
    try {
      return [await client.get<Service>(objectPath(serviceType, scope.namespace, name.exact), { signal })];
    } catch (error) {
      if (hasCode(error, "KT_NOT_FOUND")) return [];
      throw error;
    }
  }
  const { items } = await client.list<Service>(collectionPath(serviceType, scope.namespace), {
    signal,
    query: queryOfName(name),
  });
  return items.filter((service) => isClaimed(service, scope, name));
}

async function* watchServices(
  client: KubeClient,
  scope: Scope,
  name: NamePattern,
  signal: AbortSignal,
): AsyncGenerator<readonly Service[], void, void> {
  const services = new Map<string, Service>();
  const keyOf = ({ metadata }: Service): string => `${metadata.namespace}/${metadata.name}`;
  const path = collectionPath(serviceType, scope.namespace);
  for await (const event of client.watch<Service>(path, { signal, query: queryOfName(name) })) {
    if (event.type === "LISTED") services.clear();
    for (const service of event.type === "LISTED" ? event.items : [event.object]) {
      if (event.type === "DELETED") services.delete(keyOf(service));
      else if (isClaimed(service, scope, name)) services.set(keyOf(service), service);
    }
    yield [...services.values()];
  }
}

function queryOfName(name: NamePattern): Readonly<Record<string, string>> {
  return name.exact === undefined ? {} : { fieldSelector: `metadata.name=${name.exact}` };
}

function isClaimed({ metadata }: Service, scope: Scope, name: NamePattern): boolean {
  return name.matches(metadata.name) && scope.accepts(metadata.namespace ?? "");
}

function labelsOf(service: Service): string {
  return service.spec?.type === "ExternalName" ? "" : selectorOfLabels(service.spec?.selector ?? {});
}

function selectorsOf(services: readonly Service[]): string {
  return services
    .map((service) => `${service.metadata.namespace}/${service.metadata.name}:${labelsOf(service)}`)
    .sort()
    .join(" ");
}

function selects(service: Service, pod: Pod): boolean {
  if (labelsOf(service) === "" || service.metadata.namespace !== pod.metadata.namespace) return false;
  const labels = pod.metadata.labels ?? {};
  return Object.entries(service.spec?.selector ?? {}).every(([key, value]) => labels[key] === value);
}
