import { chooseContexts } from "../../kube/choose-contexts.ts";
import type { KubeClient } from "../../kube/client.ts";
import { connectEach } from "../../kube/connect.ts";
import type { KubeObject, ObjectMeta } from "../../kube/objects.ts";
import { findBuiltInType } from "../../targets/kinds/built-in-types.ts";
import { readServedTypes } from "../../targets/kinds/discovery.ts";
import { collectionPath, isWordFor, objectPath, type ResourceType } from "../../targets/kinds/resource-type.ts";
import { readConnectionRequest } from "../logs/connection-request.ts";
import { version } from "../version.ts";
import type { CompletionContext } from "./completion-context.ts";
import { typedFlags } from "./typed-flags.ts";
import type { TypedWords } from "./typed-words.ts";

/** What completion wants to know of an object. */
export interface ListedObject {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** One of the clusters that the command would speak to, and the namespaces that it would look in; undefined: all. */
interface Place {
  readonly client: KubeClient;
  readonly namespaces: readonly (string | undefined)[];
}

/** Reads names of the clusters and namespaces that the words before the cursor choose. */
export class ClusterNames implements AsyncDisposable {
  readonly #places: readonly Place[];
  readonly #signal: AbortSignal;

  private constructor(places: readonly Place[], signal: AbortSignal) {
    this.#places = places;
    this.#signal = signal;
  }

  /** @throws KtError what is wrong with the flags or the kubeconfig. */
  static async open(typed: TypedWords, { env, signal }: CompletionContext): Promise<ClusterNames> {
    const flags = await typedFlags(typed, env);
    const request = { ...readConnectionRequest(flags), env, userAgent: `kubectl-kt/${version}` };
    const contexts = request.context === undefined ? [undefined] : await chooseContexts(request.context, request);
    const [first, ...others] = contexts.slice(0, maxPlaces);
    const clients = await connectEach([first, ...others], { ...request, isStdinTerminal: false });
    const named = flags.names("namespace");
    const isEverywhere = flags.isOn("all-namespaces") === true || named.some((name) => /[*?]/.test(name));
    const places = clients.map((client): Place => {
      if (isEverywhere) return { client, namespaces: [undefined] };
      return { client, namespaces: named.length === 0 ? [client.namespace] : named.slice(0, maxPlaces) };
    });
    return new ClusterNames(places, signal);
  }

  /** The same clusters, but another namespace. */
  inNamespace(namespace: string): ClusterNames {
    const places = this.#places.map(({ client }) => ({ client, namespaces: [namespace] }));
    return new ClusterNames(places, this.#signal);
  }

  /**
   * The objects of a type; where there are very many, at least those that come first by name and begin with the prefix.
   * @throws KtError what went wrong, where nothing could be listed at all.
   */
  async list(type: ResourceType, prefix: string): Promise<readonly ListedObject[]> {
    const lists = await this.#everywhere((client, namespace) =>
      this.#listPages(client, collectionPath(type, namespace), prefix),
    );
    return lists.flat();
  }

  /** All objects of a type with the whole of what they are, of the first page. Errors as with {@link list}. */
  async listWhole<T extends KubeObject>(
    type: ResourceType,
    selector: { readonly labelSelector?: string; readonly fieldSelector?: string },
  ): Promise<readonly T[]> {
    const lists = await this.#everywhere(async (client, namespace) => {
      const query = { ...selector, limit: pageSize };
      const page = await client.get<Page<T>>(collectionPath(type, namespace), { query, signal: this.#signal });
      return page.items ?? [];
    });
    return lists.flat();
  }

  /** An object by its name, of each place that has it; one of all namespaces cannot be asked for. */
  async get<T extends KubeObject>(type: ResourceType, name: string): Promise<readonly T[]> {
    return await this.#everywhere(async (client, namespace = client.namespace) => {
      return await client.get<T>(objectPath(type, namespace, name), { signal: this.#signal });
    });
  }

  /** The type that a word means, perhaps one that only the API server knows; undefined when it means none. */
  async findType(word: string): Promise<ResourceType | undefined> {
    return findBuiltInType(word) ?? (await this.servedTypes()).find((type) => isWordFor(type, word));
  }

  /** Every type that the API servers serve. Errors as with {@link list}. */
  async servedTypes(): Promise<readonly ResourceType[]> {
    const types = await settled(this.#places.map(({ client }) => readServedTypes(client, this.#signal)));
    return types.flat();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#places.map(({ client }) => client.close()));
  }

  async #everywhere<T>(read: (client: KubeClient, namespace: string | undefined) => Promise<T>): Promise<readonly T[]> {
    return await settled(
      this.#places.flatMap(({ client, namespaces }) => namespaces.map((namespace) => read(client, namespace))),
    );
  }

  async #listPages(client: KubeClient, path: string, prefix: string): Promise<readonly ListedObject[]> {
    const objects: ListedObject[] = [];
    let next: string | undefined;
    do {
      const page = await this.#page(client, path, next).catch((error: unknown) => {
        if (objects.length === 0) throw error;
        return undefined;
      });
      for (const { metadata } of page?.items ?? [])
        objects.push({ name: metadata.name, labels: metadata.labels ?? {} });
      next = page?.metadata?.continue || undefined;
    } while (next !== undefined && objects.length < maxObjects && !isPast(objects.at(-1)?.name ?? "", prefix));
    return objects;
  }

  #page(client: KubeClient, path: string, next: string | undefined): Promise<Page<{ readonly metadata: ObjectMeta }>> {
    return client.get(path, {
      query: { limit: pageSize, continue: next },
      headers: { accept: metadataOnly, "accept-encoding": "gzip" },
      signal: this.#signal,
    });
  }
}

interface Page<T> {
  readonly items?: readonly T[] | null;
  readonly metadata?: { readonly continue?: string };
}

/** Contexts, and namespaces of each, that are asked for one TAB. */
const maxPlaces = 5;
const pageSize = 500;
/** Nobody reads more names than that. */
const maxObjects = 10_000;
/** Servers that do not know it send whole objects, which have the same shape. */
const metadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/** Pages come in the order of names, so behind the prefix nothing follows that begins with it; across namespaces it is only fewer. */
function isPast(lastName: string, prefix: string): boolean {
  return prefix !== "" && lastName.slice(0, prefix.length) > prefix;
}

/** What came of those that did not fail. @throws what the first one threw when all failed. */
async function settled<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(promises);
  const values = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failure = results.find((result) => result.status === "rejected");
  if (values.length === 0 && failure !== undefined) throw failure.reason;
  return values;
}
