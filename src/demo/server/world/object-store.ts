import { randomUUID } from "node:crypto";
import type { ApiObject, ObjectMeta } from "./api-object.ts";
import { type Clock, objectTime } from "./clock.ts";
import { apiVersionOf, type Resource } from "./resource.ts";

/** A change of an object, as watches send it. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly resource: Resource;
  readonly object: ApiObject;
  /** The object before a MODIFIED: a selector may have matched that and no more. */
  readonly previous?: ApiObject | undefined;
  readonly version: number;
}

/** How to find an object. */
export interface ObjectKey {
  readonly resource: Resource;
  /** Empty for objects without a namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** An object before the store has filled it in. */
export interface Unstored {
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

const keptEvents = 10_000;

/**
 * All objects, with one resource version that counts up over all of them, and the recent changes for
 * watches that resume.
 */
export class ObjectStore {
  readonly #clock: Clock;
  readonly #objects = new Map<Resource, Map<string, ApiObject>>();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  #events: StoreEvent[] = [];
  #version = 1;
  #oldestVersion = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The latest resource version. */
  get version(): number {
    return this.#version;
  }

  /** Watches and continued lists from before this one are too old (410). */
  get oldestVersion(): number {
    return this.#oldestVersion;
  }

  /** The object, or undefined. */
  get(key: ObjectKey): ApiObject | undefined {
    return this.#objects.get(key.resource)?.get(`${key.namespace}/${key.name}`);
  }

  /** All objects of a resource by namespace and name; an empty namespace means all. */
  list(resource: Resource, namespace = ""): ApiObject[] {
    const entries = [...(this.#objects.get(resource) ?? [])];
    const chosen = namespace === "" ? entries : entries.filter(([key]) => key.startsWith(`${namespace}/`));
    return chosen.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
  }

  /** Adds an object or puts it in the place of the one with its name; returns it with its metadata filled in. */
  put(resource: Resource, object: Unstored): ApiObject {
    const { name, namespace = "" } = object.metadata;
    const previous = this.get({ resource, namespace, name });
    this.#version += 1;
    const stored: ApiObject = {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      ...object,
      metadata: {
        uid: previous?.metadata.uid ?? randomUUID(),
        creationTimestamp: previous?.metadata.creationTimestamp ?? objectTime(this.#clock),
        ...object.metadata,
        resourceVersion: String(this.#version),
      },
    };
    this.#tableOf(resource).set(`${namespace}/${name}`, stored);
    this.#tell({
      type: previous === undefined ? "ADDED" : "MODIFIED",
      resource,
      object: stored,
      previous,
      version: this.#version,
    });
    return stored;
  }

  /** Deletes an object; nothing happens when it is not there. */
  delete(key: ObjectKey): void {
    const object = this.get(key);
    if (object === undefined) return;
    this.#version += 1;
    this.#tableOf(key.resource).delete(`${key.namespace}/${key.name}`);
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    this.#tell({ type: "DELETED", resource: key.resource, object: last, version: this.#version });
  }

  /** The changes of a resource after `version`, oldest first. */
  eventsAfter(resource: Resource, version: number): StoreEvent[] {
    return this.#events.filter((event) => event.version > version && event.resource === resource);
  }

  /** Calls `listener` on every change until the returned function is called. */
  onChange(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets the past, as etcd's compaction does: what resumes from before now gets 410. */
  compact(): void {
    this.#version += 1;
    this.#oldestVersion = this.#version;
    this.#events = [];
  }

  #tableOf(resource: Resource): Map<string, ApiObject> {
    const table = this.#objects.get(resource) ?? new Map<string, ApiObject>();
    this.#objects.set(resource, table);
    return table;
  }

  #tell(event: StoreEvent): void {
    this.#events.push(event);
    if (this.#events.length > keptEvents) {
      this.#events.splice(0, keptEvents / 2);
      this.#oldestVersion = (this.#events[0]?.version ?? this.#version) - 1;
    }
    for (const listener of this.#listeners) listener(event);
  }
}
