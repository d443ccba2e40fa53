import { hasCode } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeObject, OwnerReference, Pod } from "../../kube/objects.ts";
import type { NamePattern } from "../grammar/name-pattern.ts";
import { collectionPath, groupOf, objectPath, qualifiedPlural, type ResourceType } from "../kinds/resource-type.ts";
import type { TypeCatalog } from "../kinds/type-catalog.ts";
import type { TargetNotice } from "../selection.ts";
import { guessOwner } from "./owner-guess.ts";

/** Which owner is looked for above a pod. */
export interface WantedOwner {
  readonly type: ResourceType;
  readonly name: NamePattern;
  /** Kinds that may stand between the pod and its owner, as `GROUP/KIND`; `any` for custom kinds. */
  readonly through: readonly string[] | "any";
}

/** An owner found above a pod. */
export interface FoundOwner {
  readonly name: string;
  /** The object between, `replicaset/web-6f4846f455`, where the owner was guessed from its name. */
  readonly guessedFrom?: string;
}

/** An owner whose own owners are not known yet. */
export interface UnknownOwner {
  readonly namespace: string;
  readonly reference: OwnerReference;
  /** The pod's label `pod-template-hash`. */
  readonly templateHash?: string | undefined;
}

interface KnownOwner {
  readonly owners: readonly OwnerReference[];
  readonly isGuessed: boolean;
}

/** Only metadata is asked for: pod templates are large. A server that cannot do it answers in full. */
const acceptMetadata = {
  one: { accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json" },
  list: { accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json" },
};
/** From so many objects of a kind on they are listed, not asked for one by one. */
const listFrom = 4;
/** No chain of owners in the wild is longer; a circle of them must end. */
const maxSteps = 8;

/** Who owns what between pods and workloads. What is above a pod is kept by UID, since owners rarely change. */
export class OwnerIndex {
  readonly #client: KubeClient;
  readonly #types: TypeCatalog;
  readonly #onNotice: (notice: TargetNotice) => void;
  readonly #known = new Map<string, KnownOwner>();
  /** Lists that were begun before it was known whether they are needed. */
  readonly #preloads = new Set<Promise<void>>();

  constructor(client: KubeClient, types: TypeCatalog, onNotice: (notice: TargetNotice) => void) {
    this.#client = client;
    this.#types = types;
    this.#onNotice = onNotice;
  }

  /** The wanted owner above the pod, as far as is known; {@link unknownAbove} tells what to load before. */
  find(pod: Pod, wanted: WantedOwner): FoundOwner | undefined {
    let level = (pod.metadata.ownerReferences ?? []).map((reference) => ({ reference, guessedFrom: "" }));
    for (let step = 0; step < maxSteps && level.length > 0; step++) {
      const found = level.find(({ reference }) => isWanted(reference, wanted));
      if (found !== undefined) {
        const { reference, guessedFrom } = found;
        return guessedFrom === "" ? { name: reference.name } : { name: reference.name, guessedFrom };
      }
      level = level.flatMap(({ reference, guessedFrom }) => {
        const known = mayPass(reference, wanted) ? this.#known.get(reference.uid) : undefined;
        const from = known?.isGuessed === true ? `${reference.kind.toLowerCase()}/${reference.name}` : guessedFrom;
        return (known?.owners ?? []).map((owner) => ({ reference: owner, guessedFrom: from }));
      });
    }
    return undefined;
  }

  /** The nearest owners above the pod that must be loaded before it can be judged; empty when it can be. */
  unknownAbove(pod: Pod, wanted: WantedOwner): readonly UnknownOwner[] {
    const templateHash = pod.metadata.labels?.["pod-template-hash"];
    const namespace = pod.metadata.namespace ?? "";
    let level = pod.metadata.ownerReferences ?? [];
    for (let step = 0; step < maxSteps && level.length > 0; step++) {
      if (level.some((reference) => isWanted(reference, wanted))) return [];
      const passable = level.filter((reference) => reference.uid !== "" && mayPass(reference, wanted));
      const unknown = passable.filter((reference) => !this.#known.has(reference.uid));
      if (unknown.length > 0) return unknown.map((reference) => ({ namespace, reference, templateHash }));
      level = passable.flatMap((reference) => this.#known.get(reference.uid)?.owners ?? []);
    }
    return [];
  }

  /** Begins to list owners that will probably be needed; where that fails, they are loaded when they are. */
  preload(
    type: ResourceType,
    place: { readonly namespace?: string | undefined; readonly labelSelector: string },
    signal: AbortSignal,
  ): void {
    const { namespace, labelSelector } = place;
    const options = { signal, headers: acceptMetadata.list, query: { labelSelector } };
    const listing = this.#client.list<KubeObject>(collectionPath(type, namespace), options).then(
      ({ items }) => this.#learn(items),
      () => undefined,
    );
    this.#preloads.add(listing);
  }

  #learn(objects: readonly KubeObject[]): void {
    for (const { metadata } of objects) {
      this.#known.set(metadata.uid ?? "", { owners: metadata.ownerReferences ?? [], isGuessed: false });
    }
  }

  /**
   * Asks for the owners of these, so that afterwards each is known: read, or guessed from its name where it is
   * gone or there is no right to read it. Throws as `KubeClient.get` for other failures.
   */
  async load(unknown: readonly UnknownOwner[], signal: AbortSignal): Promise<void> {
    await Promise.all(this.#preloads);
    this.#preloads.clear();
    const missing = unknown.filter(({ reference }) => !this.#known.has(reference.uid));
    const kinds = Map.groupBy(
      new Map(missing.map((owner) => [owner.reference.uid, owner])).values(),
      ({ reference }) => `${groupOf(reference.apiVersion)}/${reference.kind}`,
    );
    await Promise.all([...kinds.values()].map((owners) => this.#loadKind(owners, signal)));
  }

  async #loadKind(owners: readonly UnknownOwner[], signal: AbortSignal): Promise<void> {
    const [first] = owners;
    if (first === undefined) return;
    const type = await this.#types.findKind(groupOf(first.reference.apiVersion), first.reference.kind);
    if (type !== undefined) {
      try {
        if (owners.length < listFrom) await Promise.all(owners.map((owner) => this.#get(type, owner, signal)));
        else await this.#list(type, owners, signal);
      } catch (error) {
        if (!hasCode(error, "KT_FORBIDDEN")) throw error;
        this.#onNotice({
          level: "debug",
          message: `no right to read ${qualifiedPlural(type)}: what owns them is taken from their names`,
          onceKey: `owners/${this.#client.context}/${qualifiedPlural(type)}`,
        });
      }
    }
    for (const { reference, templateHash } of owners) {
      if (this.#known.has(reference.uid)) continue;
      const guess = guessOwner(reference, templateHash);
      this.#known.set(reference.uid, { owners: guess === undefined ? [] : [guess], isGuessed: true });
    }
  }

  async #get(type: ResourceType, { namespace, reference }: UnknownOwner, signal: AbortSignal): Promise<void> {
    const path = objectPath(type, namespace, reference.name);
    try {
      const object = await this.#client.get<KubeObject>(path, { signal, headers: acceptMetadata.one });
      // Kept by its own UID: another object that has taken the name says nothing about the one that was meant.
      this.#learn([object]);
    } catch (error) {
      if (!hasCode(error, "KT_NOT_FOUND")) throw error;
    }
  }

  async #list(type: ResourceType, owners: readonly UnknownOwner[], signal: AbortSignal): Promise<void> {
    const namespaces = new Set(owners.map(({ namespace }) => namespace));
    const [only] = namespaces.size === 1 ? namespaces : [];
    const options = { signal, headers: acceptMetadata.list };
    const { items } = await this.#client.list<KubeObject>(collectionPath(type, only), options);
    this.#learn(items);
  }
}

function isWanted(reference: OwnerReference, { type, name }: WantedOwner): boolean {
  return reference.kind === type.kind && groupOf(reference.apiVersion) === type.group && name.matches(reference.name);
}

function mayPass(reference: OwnerReference, { through }: WantedOwner): boolean {
  return through === "any" || through.includes(`${groupOf(reference.apiVersion)}/${reference.kind}`);
}
