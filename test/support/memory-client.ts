import { KtError } from "../../src/errors/kt-error.ts";
import { type ApiPath, parseApiPath } from "../../src/kube/api-path.ts";
import type { ByteStream, KubeClient, RequestOptions, WatchEvent } from "../../src/kube/client.ts";
import type { KubeList, KubeObject } from "../../src/kube/objects.ts";

/** Decides which requests are refused: `list pods shop`, `get deployments.apps shop`, `list pods` for all namespaces. */
export type Refusal = (right: string) => boolean;

/** An object with whatever fields a test gives it. */
export type MemoryObject = KubeObject & { readonly [field: string]: unknown };

interface Listener {
  readonly collection: string;
  readonly namespace: string | undefined;
  readonly query: RequestOptions["query"];
  readonly queue: WatchEvent<MemoryObject>[];
  wake: () => void;
}

/** A cluster in memory, as its client sees it: objects that a test puts and removes, rights, and what was asked. */
export class MemoryClient implements KubeClient {
  readonly context = "memory";
  readonly namespace = "shop";
  readonly server = "memory://";
  readonly stats = { connections: 0, requests: 0 };
  /** Every request: `list pods shop app=web`. */
  readonly requests: string[] = [];
  /** What is refused from now on. */
  refuses: Refusal = () => false;
  /** Collections whose watches tell nothing for now: what they miss shows in the next list. */
  readonly deaf: Set<string> = new Set();
  /** While true, every request fails as if the server were away. */
  isAway = false;
  readonly #objects = new Map<string, Map<string, MemoryObject>>();
  readonly #documents = new Map<string, unknown>();
  readonly #listeners = new Set<Listener>();
  #version = 0;

  /** Puts an object, new or changed. `collection` is as in rights: `pods`, `deployments.apps`. */
  put(collection: string, object: object): MemoryObject {
    const given = object as MemoryObject;
    const objects = this.#objects.get(collection) ?? new Map<string, MemoryObject>();
    this.#objects.set(collection, objects);
    const key = `${given.metadata.namespace ?? ""}/${given.metadata.name}`;
    const before = objects.get(key);
    const uid = given.metadata.uid ?? before?.metadata.uid ?? `uid-${++this.#version}`;
    const metadata = { ...given.metadata, uid, resourceVersion: String(++this.#version) };
    const after = { ...given, metadata };
    objects.set(key, after);
    this.#tell(collection, before, after);
    return after;
  }

  remove(collection: string, namespace: string, name: string): void {
    const objects = this.#objects.get(collection);
    const before = objects?.get(`${namespace}/${name}`);
    objects?.delete(`${namespace}/${name}`);
    if (before !== undefined) this.#tell(collection, before, undefined);
  }

  /** Puts a document that is no object: discovery, a scale. */
  putDocument(path: string, document: unknown): void {
    this.#documents.set(path, document);
  }

  async get<T>(path: string, { query }: RequestOptions): Promise<T> {
    const at = parseApiPath(path);
    if (at.resource !== undefined && at.name === undefined)
      return (await this.list(path, { query } as RequestOptions)) as T;
    this.#admit("get", at, at.name ?? path);
    const found =
      this.#documents.get(path) ?? this.#objects.get(collectionOf(at))?.get(`${at.namespace ?? ""}/${at.name}`);
    if (found === undefined) throw new KtError("KT_NOT_FOUND", `${path} not found`);
    return found as T;
  }

  async list<T extends KubeObject>(path: string, { query }: RequestOptions): Promise<KubeList<T>> {
    const at = parseApiPath(path);
    this.#admit("list", at, selectorsOf(query));
    const items = this.#select(collectionOf(at), at.namespace, query);
    return { items: items as unknown as T[], metadata: { resourceVersion: String(this.#version) } };
  }

  async *watch<T extends KubeObject>(path: string, { query, signal }: RequestOptions): AsyncGenerator<WatchEvent<T>> {
    const at = parseApiPath(path);
    const collection = collectionOf(at);
    this.#admit("watch", at, selectorsOf(query));
    const queue: WatchEvent<MemoryObject>[] = [
      { type: "LISTED", items: this.#select(collection, at.namespace, query) },
    ];
    const listener: Listener = { collection, namespace: at.namespace, query, queue, wake: () => undefined };
    this.#listeners.add(listener);
    const end = (): void => listener.wake();
    signal.addEventListener("abort", end);
    try {
      while (!signal.aborted) {
        const event = queue.shift();
        if (event !== undefined) yield event as unknown as WatchEvent<T>;
        else await new Promise<void>((resolve) => (listener.wake = resolve));
      }
    } finally {
      signal.removeEventListener("abort", end);
      this.#listeners.delete(listener);
    }
  }

  /** How many watches are open. */
  get watchCount(): number {
    return this.#listeners.size;
  }

  post<T>(): Promise<T> {
    throw new Error("not in memory");
  }

  stream(): Promise<ByteStream> {
    throw new Error("not in memory");
  }

  serverNowMs(): number {
    return 0;
  }

  async close(): Promise<void> {}

  #admit(verb: string, at: ApiPath, detail: string): void {
    const right = [verb, collectionOf(at), at.namespace].filter((part) => part !== undefined).join(" ");
    this.requests.push(detail === "" ? right : `${right} ${detail}`);
    if (this.isAway) throw new KtError("KT_UNREACHABLE", "the server is away");
    // Whoever may not list may not watch either, as far as a client can tell.
    if (this.refuses(right) || (verb === "watch" && this.refuses(right.replace("watch", "list")))) {
      throw new KtError("KT_FORBIDDEN", `no right to ${right}`);
    }
  }

  #select(collection: string, namespace: string | undefined, query: RequestOptions["query"]): MemoryObject[] {
    return [...(this.#objects.get(collection)?.values() ?? [])].filter((object) =>
      isSelected(object, namespace, query),
    );
  }

  #tell(collection: string, before: MemoryObject | undefined, after: MemoryObject | undefined): void {
    if (this.deaf.has(collection)) return;
    for (const listener of this.#listeners) {
      if (listener.collection !== collection) continue;
      const was = before !== undefined && isSelected(before, listener.namespace, listener.query);
      const is = after !== undefined && isSelected(after, listener.namespace, listener.query);
      if (!was && !is) continue;
      const type = !is ? "DELETED" : was ? "MODIFIED" : "ADDED";
      const object = after ?? before;
      if (object !== undefined) listener.queue.push({ type, object });
      listener.wake();
    }
  }
}

function collectionOf({ group, resource, subresource }: ApiPath): string {
  const plural = subresource === undefined ? resource : `${resource}/${subresource}`;
  return group === "" ? (plural ?? "") : `${plural}.${group}`;
}

function selectorsOf(query: RequestOptions["query"]): string {
  return [query?.["labelSelector"], query?.["fieldSelector"]].filter((part) => part !== undefined).join(" ");
}

function isSelected(object: MemoryObject, namespace: string | undefined, query: RequestOptions["query"]): boolean {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
  const labels = String(query?.["labelSelector"] ?? "")
    .split(",")
    .filter((term) => term !== "");
  const fields = String(query?.["fieldSelector"] ?? "")
    .split(",")
    .filter((term) => term !== "");
  const hasLabels = labels.every((term) => {
    const [key = "", value] = term.split("=");
    const label = object.metadata.labels?.[key];
    return value === undefined ? label !== undefined : label === value;
  });
  return hasLabels && fields.every((term) => fieldOf(object, term.split("=")[0] ?? "") === term.split("=")[1]);
}

function fieldOf(object: object, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}
