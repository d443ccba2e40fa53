import type { ApiObject } from "./api-object.ts";
import { type Clock, objectTime, systemClock } from "./clock.ts";
import type { Kubelet } from "./kubelet.ts";
import { NodeJournal } from "./node-journal.ts";
import { ObjectStore } from "./object-store.ts";
import { Pod, type PodSpec } from "./pod.ts";
import { hexDigits, type Random, seededRandom } from "./random.ts";
import {
  builtInResources,
  eventResource,
  leaseResource,
  namespaceResource,
  nodeResource,
  type Resource,
} from "./resource.ts";
import type { WorldContext } from "./world-context.ts";

/** How a world begins. */
export interface WorldOptions {
  /** Absent: the machine's. */
  readonly clock?: Clock | undefined;
  /** Of names and container IDs. Absent: 1. */
  readonly seed?: number | undefined;
  /** Absent: node-1, node-2, node-3. */
  readonly nodeNames?: readonly string[] | undefined;
  /** Log files kept of one run of a container. Absent: 5, as the kubelet. */
  readonly maxLogFiles?: number | undefined;
  /** Ended runs of a container of which the log is kept. Absent: 1, as the kubelet. */
  readonly maxDeadContainers?: number | undefined;
  /** Log files that reach this size are rotated. Absent: never. */
  readonly maxLogBytes?: number | undefined;
}

/** One of the conditions in a node's status. */
export interface NodeCondition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** What an event says. */
export interface PodEvent {
  readonly reason: string;
  readonly message: string;
  /** Absent: Warning. */
  readonly type?: "Normal" | "Warning";
  readonly count?: number;
  /** Absent: it is about the whole pod. */
  readonly container?: string;
}

const readyCondition: NodeCondition = {
  type: "Ready",
  status: "True",
  reason: "KubeletReady",
  message: "kubelet is posting ready status",
};

/** What exists in the cluster: objects, and the pods with their containers and logs. */
export class World implements WorldContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: ObjectStore;
  readonly maxLogFiles: number;
  readonly maxLogBytes: number;
  readonly maxDeadContainers: number;
  /** Everything that can be asked for. */
  readonly resources: Resource[] = [...builtInResources];
  readonly #pods = new Map<string, Pod>();
  readonly #kubelets = new Map<string, Kubelet>();
  #placed = 0;
  #events = 0;

  constructor(options: WorldOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.random = seededRandom(options.seed ?? 1);
    this.maxLogFiles = options.maxLogFiles ?? 5;
    this.maxDeadContainers = options.maxDeadContainers ?? 1;
    this.maxLogBytes = options.maxLogBytes ?? Number.POSITIVE_INFINITY;
    this.store = new ObjectStore(this.clock);
    for (const name of ["default", "kube-system"]) this.addNamespace(name);
    for (const name of options.nodeNames ?? ["node-1", "node-2", "node-3"]) this.addNode(name);
  }

  newContainerId(): string {
    return `containerd://${hexDigits(this.random, 64)}`;
  }

  forgetPod(namespace: string, name: string): void {
    this.#pods.delete(`${namespace}/${name}`);
  }

  /** Adds a namespace, or finds it. */
  addNamespace(name: string): ApiObject {
    const found = this.store.get({ resource: namespaceResource, namespace: "", name });
    const labels = { "kubernetes.io/metadata.name": name };
    return found ?? this.store.put(namespaceResource, { metadata: { name, labels }, status: { phase: "Active" } });
  }

  /** Adds a node, with the labels that a kubelet gives it besides those of `labels`. */
  addNode(name: string, labels: Readonly<Record<string, string>> = {}): ApiObject {
    this.#kubelets.set(name, {
      nodeName: name,
      address: `10.250.0.${11 + this.#kubelets.size}:10250`,
      state: "up",
      journal: new NodeJournal(this.clock),
      dialError: undefined,
      leaseAgeMs: undefined,
      hasLogQuery: false,
      hasLogHandler: true,
      featureGates: {},
      zoneOffsetMinutes: 0,
      files: new Map(),
    });
    this.store.put(leaseResource, {
      metadata: { name, namespace: "kube-node-lease" },
      spec: { holderIdentity: name, leaseDurationSeconds: 40 },
    });
    const own = { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64" };
    return this.store.put(nodeResource, {
      metadata: { name, labels: { ...own, ...labels } },
      status: {
        nodeInfo: { operatingSystem: "linux", architecture: "amd64", kubeletVersion: "v1.36.3" },
        conditions: [readyCondition],
      },
    });
  }

  /** Puts conditions in the place of those that a node has; Ready stays as it is when it is not among them. */
  setNodeConditions(name: string, ...conditions: readonly NodeCondition[]): void {
    const node = this.store.get({ resource: nodeResource, namespace: "", name });
    if (node === undefined) throw new Error(`there is no node ${name}`);
    const hasReady = conditions.some(({ type }) => type === "Ready");
    const all = hasReady ? conditions : [readyCondition, ...conditions];
    this.store.put(nodeResource, { ...node, status: { ...node.status, conditions: all } });
  }

  /** Writes an event about a pod, or about one of its containers. */
  addEvent(pod: Pod, event: PodEvent): ApiObject {
    const { namespace, name, uid } = pod;
    const { container, type = "Warning", count = 1, ...rest } = event;
    const fieldPath = container === undefined ? {} : { fieldPath: `spec.containers{${container}}` };
    const nowText = objectTime(this.clock);
    this.#events += 1;
    return this.store.put(eventResource, {
      metadata: { name: `${name}.${this.#events}`, namespace },
      involvedObject: { kind: "Pod", namespace, name, uid, ...fieldPath },
      ...{ type, count, ...rest, firstTimestamp: nowText, lastTimestamp: nowText },
    });
  }

  /** The kubelet of a node. @throws when there is no such node. */
  kubelet(nodeName: string): Kubelet {
    const kubelet = this.#kubelets.get(nodeName);
    if (kubelet === undefined) throw new Error(`there is no node ${nodeName}`);
    return kubelet;
  }

  /** Adds a pod on the next node in turn, its containers running. The namespace is made when it is not there. */
  addPod(spec: PodSpec): Pod {
    const nodes = this.store.list(nodeResource);
    const nodeName =
      spec.nodeName === undefined ? (nodes[this.#placed % nodes.length]?.metadata.name ?? null) : spec.nodeName;
    this.#placed += 1;
    this.addNamespace(spec.namespace ?? "default");
    const pod = new Pod(this, { ...spec, nodeName });
    this.#pods.set(`${pod.namespace}/${pod.name}`, pod);
    return pod;
  }

  /** The pod of that name; undefined when there is none (any more). */
  findPod(namespace: string, name: string): Pod | undefined {
    return this.#pods.get(`${namespace}/${name}`);
  }

  /** The pod of that name. @throws when there is none. */
  pod(namespace: string, name: string): Pod {
    const pod = this.findPod(namespace, name);
    if (pod === undefined) throw new Error(`there is no pod ${namespace}/${name}`);
    return pod;
  }

  /** All pods, with all of these labels. */
  pods(namespace: string, labels: Readonly<Record<string, string>> = {}): Pod[] {
    const wanted = Object.entries(labels);
    return [...this.#pods.values()].filter(
      (pod) => pod.namespace === namespace && wanted.every(([key, value]) => pod.labels[key] === value),
    );
  }

  /** All pods on a node. */
  podsOn(nodeName: string): Pod[] {
    return [...this.#pods.values()].filter((pod) => pod.nodeName === nodeName);
  }

  /** The kubelet of a node; undefined when there is no such node. */
  findKubelet(nodeName: string): Kubelet | undefined {
    return this.#kubelets.get(nodeName);
  }

  /** The resource of that kind. @throws when there is none. */
  resource(kind: string): Resource {
    const found = this.resources.find((resource) => resource.kind === kind);
    if (found === undefined) throw new Error(`there is no kind ${kind}`);
    return found;
  }
}
