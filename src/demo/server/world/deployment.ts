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
  #replicas: number;
  #isOverdue = false;
  readonly #neverReady = new Set<Pod>();

  constructor(world: World, spec: WorkloadSpec) {
    this.#world = world;
    this.#spec = spec;
    this.name = spec.name;
    this.namespace = spec.namespace ?? "default";
    this.#replicas = spec.replicas ?? 1;
    world.addNamespace(this.namespace);
    this.#object = this.#put();
    this.#replicaSet = this.#putReplicaSet();
    for (let left = this.#replicas; left > 0; left -= 1) this.#addPod();
    this.#object = this.#put();
  }

  /** Its pods, those of an older revision not included. */
  get pods(): readonly Pod[] {
    return this.#pods;
  }

  /** Its pods that serve: ready ones, of the newest revision that has any. */
  get serving(): readonly Pod[] {
    const newest = this.#pods.filter((pod) => this.#isReady(pod));
    return newest.length > 0 ? newest : this.#leaving;
  }

  /** Begins a rollout: a new ReplicaSet, whose pods {@link rollNext} brings. */
  beginRollout(): void {
    this.#isOverdue = false;
    this.#leaving = [...this.#leaving, ...this.#pods];
    this.#pods = [];
    this.#oldReplicaSets.push(this.#replicaSet);
    this.#replicaSet = this.#putReplicaSet();
    while (this.#oldReplicaSets.length > keptRevisions) this.#forgetRevision();
  }

  /**
   * Goes on with a rollout by one pod: a new one comes, then an old one goes.
   * @param leave Lets the old one go; absent: it is gone at once.
   * @returns whether old ones are left.
   */
  rollNext(leave: (old: Pod) => void = (old) => old.delete()): boolean {
    const old = this.#leaving.shift();
    if (old === undefined) return false;
    this.#addPod();
    leave(old);
    this.publish();
    return this.#leaving.length > 0;
  }

  /** Brings the first pod of a rollout, which never gets ready, so that all old ones stay (`maxUnavailable: 0`). */
  surge(): Pod {
    const pod = this.#addPod();
    this.#neverReady.add(pod);
    this.publish();
    return pod;
  }

  /** Marks the rollout as one that takes longer than `progressDeadlineSeconds`. */
  exceedDeadline(): void {
    this.#isOverdue = true;
    this.publish();
  }

  /** Brings another pod for one that the node has evicted, whose object stays. */
  replace(evicted: Pod): Pod {
    this.#pods = this.#pods.filter((pod) => pod !== evicted);
    const pod = this.#addPod();
    this.publish();
    return pod;
  }

  /** A whole rollout at once. */
  roll(): void {
    this.beginRollout();
    while (this.rollNext());
  }

  /** Changes the number of pods. */
  scale(replicas: number): void {
    this.#replicas = replicas;
    while (this.#pods.length < replicas) this.#addPod();
    while (this.#pods.length > replicas) this.#pods.pop()?.delete();
    this.publish();
  }

  /** Puts into its status what has become of its pods. Happens by itself when it brings or takes pods, not when their state changes. */
  publish(): void {
    this.#object = this.#put();
  }

  #isReady(pod: Pod): boolean {
    const isRunning = pod.containers.every(({ role, state }) => role !== "regular" || state.running !== undefined);
    return isRunning && !this.#neverReady.has(pod);
  }

  #forgetRevision(): void {
    const name = this.#oldReplicaSets.shift()?.metadata.name ?? "";
    this.#world.store.delete({ resource: this.#world.resource("ReplicaSet"), namespace: this.namespace, name });
  }

  #addPod(): Pod {
    const { name: owner, labels = {} } = this.#replicaSet.metadata;
    const name = `${owner}-${nameSuffix(this.#world.random)}`;
    const { namespace } = this;
    const template = { ...podTemplateOf(this.#spec), labels };
    const pod = this.#world.addPod({ ...template, name, namespace, owner: this.#replicaSet });
    this.#pods.push(pod);
    return pod;
  }

  #put(): ApiObject {
    const { name, namespace } = this;
    const labels = selectorLabels(this.#spec);
    const all = [...this.#leaving, ...this.#pods];
    const ready = all.filter((pod) => this.#isReady(pod)).length;
    return this.#world.store.put(this.#world.resource("Deployment"), {
      metadata: {
        name,
        namespace,
        labels,
        annotations: { "deployment.kubernetes.io/revision": String(this.#revision) },
      },
      spec: { replicas: this.#replicas, selector: { matchLabels: labels }, template: { metadata: { labels } } },
      status: {
        replicas: all.length,
        readyReplicas: ready,
        updatedReplicas: this.#pods.length,
        availableReplicas: ready,
        conditions: this.#revision === 0 ? [] : [this.#progress(ready)],
      },
    });
  }

  /** The condition in the words of kubernetes v1.36.3 pkg/controller/deployment/progress.go. */
  #progress(ready: number): Readonly<Record<string, string>> {
    const name = `ReplicaSet "${this.#replicaSet.metadata.name}"`;
    const isDone = this.#leaving.length === 0 && ready >= this.#replicas;
    if (this.#isOverdue) {
      const [status, reason] = ["False", "ProgressDeadlineExceeded"];
      return { type: "Progressing", status, reason, message: `${name} has timed out progressing.` };
    }
    return isDone
      ? {
          ...{ type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
          message: `${name} has successfully progressed.`,
        }
      : { type: "Progressing", status: "True", reason: "ReplicaSetUpdated", message: `${name} is progressing.` };
  }

  #putReplicaSet(): ApiObject {
    this.#revision += 1;
    const hash = nameSuffix(this.#world.random, 10);
    const labels = { ...selectorLabels(this.#spec), "pod-template-hash": hash };
    const { namespace } = this;
    const replicas = this.#replicas;
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
