import { hasCode } from "../../errors/kt-error.ts";
import { abortable } from "../../kube/abortable.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Container, Pod } from "../../kube/objects.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import { podType } from "../kinds/built-in-types.ts";
import { collectionPath, objectPath } from "../kinds/resource-type.ts";
import type { PodRef, PodStates } from "../target.ts";

/** What is kept of one pod that has targets. */
interface Entry {
  pod: Pod;
  /** The feeds that would tell of a change; without any one must ask. */
  readonly watchers: Set<object>;
  readonly wakers: Set<() => void>;
  refreshing: Promise<Pod | undefined> | undefined;
}

/**
 * The newest states of the pods that have targets, shared by watches and GETs. A state replaces another one only when
 * its resource version is a later one, since a GET may overtake a watch.
 */
export class PodStore implements PodStates {
  readonly #client: KubeClient;
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #signal: AbortSignal;
  readonly #entries = new Map<string, Entry>();

  constructor(client: KubeClient, options: { clock: Clock; pollMs: number; signal: AbortSignal }) {
    this.#client = client;
    this.#clock = options.clock;
    this.#pollMs = options.pollMs;
    this.#signal = options.signal;
  }

  /** Whether no pod is kept. */
  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** Begins to keep a pod. */
  keep(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    if (this.#entries.has(uid)) this.update(pod);
    else this.#entries.set(uid, { pod: trimPod(pod), watchers: new Set(), wakers: new Set(), refreshing: undefined });
  }

  /** Takes in a state that some request or watch told; pods not kept are passed over. */
  update(pod: Pod, watcher?: object): void {
    const entry = this.#entries.get(pod.metadata.uid ?? "");
    if (entry === undefined) return;
    if (watcher !== undefined) entry.watchers.add(watcher);
    if (!isLater(pod, entry.pod)) return;
    entry.pod = trimPod(pod);
    wake(entry);
  }

  /** The UIDs of the pods that a watcher tells of. */
  watchedBy(watcher: object): readonly string[] {
    return [...this.#entries].filter(([, { watchers }]) => watchers.has(watcher)).map(([uid]) => uid);
  }

  /** The UIDs of the pods that nobody tells of. */
  unwatched(): readonly string[] {
    return [...this.#entries].filter(([, { watchers }]) => watchers.size === 0).map(([uid]) => uid);
  }

  /** A watcher tells no more of this pod; whether it is gone must be asked. */
  unwatch(uid: string, watcher: object): void {
    const entry = this.#entries.get(uid);
    if (entry?.watchers.delete(watcher)) wake(entry);
  }

  /** The pod is gone for good. */
  drop(uid: string): void {
    const entry = this.#entries.get(uid);
    this.#entries.delete(uid);
    if (entry !== undefined) wake(entry);
  }

  /** The reference of a kept pod; undefined when it is gone. */
  find(uid: string): PodRef | undefined {
    const pod = this.#entries.get(uid)?.pod;
    return pod === undefined ? undefined : refOf(pod);
  }

  current({ uid }: PodRef): Pod | undefined {
    return this.#entries.get(uid)?.pod;
  }

  async refresh(pod: PodRef, signal: AbortSignal): Promise<Pod | undefined> {
    const entry = this.#entries.get(pod.uid);
    if (entry === undefined) return undefined;
    // The request is shared, so it must not end with one caller's signal.
    entry.refreshing ??= this.#ask(pod).finally(() => {
      entry.refreshing = undefined;
    });
    return await abortable(entry.refreshing, signal);
  }

  async changed(pod: PodRef, seen: Pod | undefined, signal: AbortSignal): Promise<Pod | undefined> {
    for (;;) {
      const entry = this.#entries.get(pod.uid);
      if (entry === undefined) return undefined;
      if (entry.pod !== seen) return entry.pod;
      if (signal.aborted) return seen;
      await this.#nextWake(entry, signal);
      if (entry.watchers.size === 0 && !signal.aborted) await this.#tryRefresh(pod, signal);
    }
  }

  async #tryRefresh(pod: PodRef, signal: AbortSignal): Promise<void> {
    try {
      await this.refresh(pod, signal);
    } catch {
      // Whatever keeps the answer away now may be over at the next turn; one who must know now calls refresh.
    }
  }

  /** Waits for a change; where nobody would tell of one, until it is time to ask. */
  async #nextWake(entry: Entry, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const waker = (): void => woken.abort();
    entry.wakers.add(waker);
    const delayMs = entry.watchers.size > 0 ? undefined : this.#pollMs;
    await pause(this.#clock, delayMs, AbortSignal.any([signal, woken.signal]));
    entry.wakers.delete(waker);
  }

  async #ask({ namespace, name, uid }: PodRef): Promise<Pod | undefined> {
    const found = await this.#get(namespace, name);
    if (found?.metadata.uid !== uid) this.drop(uid);
    else this.update(found);
    return this.#entries.get(uid)?.pod;
  }

  async #get(namespace: string, name: string): Promise<Pod | undefined> {
    const signal = this.#signal;
    try {
      return await this.#client.get<Pod>(objectPath(podType, namespace, name), { signal });
    } catch (error) {
      if (hasCode(error, "KT_NOT_FOUND")) return undefined;
      if (!hasCode(error, "KT_FORBIDDEN")) throw error;
      const query = { fieldSelector: `metadata.name=${name}` };
      const path = collectionPath(podType, namespace);
      // Roles written for stern allow to list pods, but not to get one.
      const { items } = await this.#client.list<Pod>(path, { query, signal }).catch(() => {
        throw error;
      });
      return items[0];
    }
  }
}

/** The reference of a pod. */
export function refOf({ metadata }: Pod): PodRef {
  return { namespace: metadata.namespace ?? "", name: metadata.name, uid: metadata.uid ?? "" };
}

/** A pod without what nobody reads: managed fields, volumes, environments make up most of its size. */
function trimPod({ metadata, spec, status }: Pod): Pod {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp } = metadata;
  const { labels, annotations, ownerReferences } = metadata;
  const { nodeName, restartPolicy, containers, initContainers, ephemeralContainers } = spec;
  return {
    metadata: dropUndefined({
      ...{ name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp },
      ...{ labels, annotations, ownerReferences },
    }),
    spec: dropUndefined({
      nodeName,
      restartPolicy,
      containers: containers.map(trimContainer),
      initContainers: initContainers?.map(trimContainer),
      ephemeralContainers: ephemeralContainers?.map(trimContainer),
    }),
    ...(status === undefined ? {} : { status }),
  };
}

function trimContainer({ name, image, restartPolicy, readinessProbe }: Container): Container {
  return dropUndefined({ name, image, restartPolicy, readinessProbe: readinessProbe && trimmedProbe });
}

/** Of a probe only that it is there. */
const trimmedProbe = {};

type WithoutUndefined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function dropUndefined<T extends object>(object: T): WithoutUndefined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as WithoutUndefined<T>;
}

/** Resource versions of one type are numbers that grow (KEP-5504); where they are not, what came last is the newer. */
function isLater(pod: Pod, than: Pod): boolean {
  const [version = "", before = ""] = [pod.metadata.resourceVersion, than.metadata.resourceVersion];
  if (!/^\d+$/.test(version) || !/^\d+$/.test(before)) return version === "" || version !== before;
  return version.length > before.length || (version.length === before.length && version > before);
}

function wake(entry: Entry): void {
  for (const waker of [...entry.wakers]) waker();
}
