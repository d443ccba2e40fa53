import { type ApiObject, controllerReference } from "./api-object.ts";
import type { Pod } from "./pod.ts";
import { nameSuffix } from "./random.ts";
import { podTemplateOf, selectorLabels, type WorkloadSpec } from "./workload-spec.ts";
import type { World } from "./world.ts";

/** How many ReplicaSets without pods are kept (`revisionHistoryLimit`). */
const keptRevisions = 10;

/** A Deployment with its ReplicaSets and pods, as its controller would have made them. */
export class Deployment {
  readonly name: string;
  readonly namespace: string;
  readonly #world: World;
  readonly #spec: WorkloadSpec;
  #object: ApiObject;
  #replicaSet: ApiObject;
  readonly #oldReplicaSets: ApiObject[] = [];
  #revision = 0;
  #pods: Pod[] = [];
  #leaving: Pod[] = [];

  constructor(world: World, spec: WorkloadSpec) {
    this.#world = world;
    this.#spec = spec;
    this.name = spec.name;
    this.namespace = spec.namespace ?? "default";
    world.addNamespace(this.namespace);
    this.#object = this.#put();
    this.#replicaSet = this.#putReplicaSet();
    for (let left = spec.replicas ?? 1; left > 0; left -= 1) this.#addPod();
    this.#object = this.#put();
  }

  /** Its pods, those of an older revision not included. */
  get pods(): readonly Pod[] {
    return this.#pods;
  }

  /** Begins a rollout: a new ReplicaSet, whose pods {@link rollNext} brings. */
  beginRollout(): void {
    this.#leaving = [...this.#leaving, ...this.#pods];
    this.#pods = [];
    this.#oldReplicaSets.push(this.#replicaSet);
    this.#replicaSet = this.#putReplicaSet();
    while (this.#oldReplicaSets.length > keptRevisions) this.#forgetRevision();
  }

  /**
   * Goes on with a rollout by one pod: a new one comes, then an old one goes.
   * @returns whether old ones are left.
   */
  rollNext(): boolean {
    const old = this.#leaving.shift();
    if (old === undefined) return false;
    this.#addPod();
    old.delete();
    this.#object = this.#put();
    return this.#leaving.length > 0;
  }

  /** A whole rollout at once. */
  roll(): void {
    this.beginRollout();
    while (this.rollNext());
  }

  /** Changes the number of pods. */
  scale(replicas: number): void {
    while (this.#pods.length < replicas) this.#addPod();
    while (this.#pods.length > replicas) this.#pods.pop()?.delete();
    this.#object = this.#put();
  }

  #forgetRevision(): void {
    const name = this.#oldReplicaSets.shift()?.metadata.name ?? "";
    this.#world.store.delete({ resource: this.#world.resource("ReplicaSet"), namespace: this.namespace, name });
  }

  #addPod(): void {
    const { name: owner, labels = {} } = this.#replicaSet.metadata;
    const name = `${owner}-${nameSuffix(this.#world.random)}`;
    const { namespace } = this;
    const template = { ...podTemplateOf(this.#spec), labels };
    this.#pods.push(this.#world.addPod({ ...template, name, namespace, owner: this.#replicaSet }));
  }

  #put(): ApiObject {
    const { name, namespace } = this;
    const labels = selectorLabels(this.#spec);
    const replicas = this.#pods.length;
    return this.#world.store.put(this.#world.resource("Deployment"), {
      metadata: {
        name,
        namespace,
        labels,
        annotations: { "deployment.kubernetes.io/revision": String(this.#revision) },
      },
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels } } },
      status: { replicas, readyReplicas: replicas, updatedReplicas: replicas, availableReplicas: replicas },
    });
  }

  #putReplicaSet(): ApiObject {
    this.#revision += 1;
    const hash = nameSuffix(this.#world.random, 10);
    const labels = { ...selectorLabels(this.#spec), "pod-template-hash": hash };
    const { namespace } = this;
    const replicas = this.#spec.replicas ?? 1;
    return this.#world.store.put(this.#world.resource("ReplicaSet"), {
      metadata: {
        name: `${this.name}-${hash}`,
        namespace,
        labels,
        annotations: { "deployment.kubernetes.io/revision": String(this.#revision) },
        ownerReferences: [controllerReference(this.#object)],
      },
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels } } },
      status: { replicas },
    });
  }
}
