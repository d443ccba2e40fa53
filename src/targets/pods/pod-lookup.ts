import { hasCode } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import type { PodQuery } from "../claims/claim.ts";
import type { Scope } from "../claims/scope.ts";
import { podType } from "../kinds/built-in-types.ts";
import { collectionPath, objectPath } from "../kinds/resource-type.ts";
import { joinQueries } from "./feed-plan.ts";

/** From so many names on a scope's pods are listed once, not asked for one by one. */
const listFrom = 8;

/** Finds pods by their exact names, with as few requests and rights as will do. */
export class PodLookup {
  readonly #client: KubeClient;
  readonly #required: PodQuery;
  readonly #nameCount: number;
  readonly #signal: AbortSignal;
  readonly #lists = new Map<string, Promise<ReadonlyMap<string, readonly Pod[]> | undefined>>();

  /**
   * @param required selectors that the pods must satisfy besides.
   * @param nameCount about how many names will be looked up.
   */
  constructor(client: KubeClient, required: PodQuery, nameCount: number, signal: AbortSignal) {
    this.#client = client;
    this.#required = required;
    this.#nameCount = nameCount;
    this.#signal = signal;
  }

  /** The pods of that name in the scope, several only where it has several namespaces. Throws as `KubeClient.get`. */
  async find(scope: Scope, name: string): Promise<readonly Pod[]> {
    if (this.#nameCount >= listFrom) {
      const pods = await this.#listScope(scope);
      if (pods !== undefined) return pods.get(name) ?? [];
    }
    const isRestricted = this.#required.labelSelector !== undefined || this.#required.fieldSelector !== undefined;
    if (scope.namespace === undefined || isRestricted) return await this.#listName(scope, name);
    try {
      return [await this.#client.get<Pod>(objectPath(podType, scope.namespace, name), { signal: this.#signal })];
    } catch (error) {
      if (hasCode(error, "KT_NOT_FOUND")) return [];
      if (!hasCode(error, "KT_FORBIDDEN")) throw error;
      // Roles written for stern allow to list pods, but not to get one.
      return await this.#listName(scope, name).catch((listError: unknown) => {
        throw hasCode(listError, "KT_FORBIDDEN") ? error : listError;
      });
    }
  }

  async #listName(scope: Scope, name: string): Promise<readonly Pod[]> {
    const query = joinQueries(this.#required, { fieldSelector: `metadata.name=${name}` });
    const { items } = await this.#client.list<Pod>(collectionPath(podType, scope.namespace), {
      query: { ...query },
      signal: this.#signal,
    });
    return items.filter(({ metadata }) => scope.accepts(metadata.namespace ?? ""));
  }

  /** All pods of a scope by name, listed once; undefined without the right to. */
  #listScope(scope: Scope): Promise<ReadonlyMap<string, readonly Pod[]> | undefined> {
    const key = scope.namespace ?? "";
    const listed = this.#lists.get(key) ?? this.#readScope(scope);
    this.#lists.set(key, listed);
    return listed;
  }

  async #readScope(scope: Scope): Promise<ReadonlyMap<string, readonly Pod[]> | undefined> {
    try {
      const path = collectionPath(podType, scope.namespace);
      const { items } = await this.#client.list<Pod>(path, { query: { ...this.#required }, signal: this.#signal });
      return Map.groupBy(
        items.filter(({ metadata }) => scope.accepts(metadata.namespace ?? "")),
        ({ metadata }) => metadata.name,
      );
    } catch (error) {
      if (hasCode(error, "KT_FORBIDDEN")) return undefined;
      throw error;
    }
  }
}
