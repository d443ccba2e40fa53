import type { ContainerStatus, OwnerReference, Pod, PodStatus } from "../../src/kube/objects.ts";

/** What a test says about a pod; everything else is usual. */
export interface PodFacts {
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner?: OwnerReference;
  /** Null: not on a node yet. */
  readonly node?: string | null;
  readonly phase?: NonNullable<PodStatus["phase"]>;
  readonly conditions?: NonNullable<PodStatus["conditions"]>;
  readonly containers?: readonly string[];
  readonly init?: readonly string[];
  readonly sidecars?: readonly string[];
  readonly ephemeral?: readonly string[];
  readonly states?: Readonly<Record<string, NonNullable<ContainerStatus["state"]>>>;
}

/** A pod in namespace `shop` on `node-1` that runs one container of its own name, unless the facts say otherwise. */
export function podObject(name: string, facts: PodFacts = {}): Pod {
  const { namespace = "shop", node = "node-1", containers = [name], states = {} } = facts;
  const init = [
    ...(facts.init ?? []).map((container) => ({ name: container })),
    ...(facts.sidecars ?? []).map((container) => ({ name: container, restartPolicy: "Always" })),
  ];
  return {
    metadata: {
      name,
      namespace,
      ...(facts.uid === undefined ? {} : { uid: facts.uid }),
      ...(facts.labels === undefined ? {} : { labels: facts.labels }),
      ...(facts.owner === undefined ? {} : { ownerReferences: [facts.owner] }),
    },
    spec: {
      ...(node === null ? {} : { nodeName: node }),
      containers: containers.map((container) => ({ name: container })),
      initContainers: init,
      ephemeralContainers: (facts.ephemeral ?? []).map((container) => ({ name: container })),
    },
    status: {
      phase: facts.phase ?? "Running",
      conditions: facts.conditions ?? [],
      containerStatuses: Object.entries(states).map(([container, state]) => ({
        name: container,
        restartCount: 0,
        state,
      })),
    },
  };
}

/** A reference to the controller of an object; its UID follows from kind and name. */
export function controller(apiVersion: string, kind: string, name: string): OwnerReference {
  return { apiVersion, kind, name, uid: uidOf(kind, name), controller: true };
}

/** The UID that {@link controller} gives. */
function uidOf(kind: string, name: string): string {
  return `${kind}-${name}`;
}

/** An object in namespace `shop` with the UID that {@link controller} gives it. */
export function ownerObject(kind: string, name: string, more: object = {}, owner?: OwnerReference): object {
  const ownerReferences = owner === undefined ? {} : { ownerReferences: [owner] };
  return { metadata: { name, namespace: "shop", uid: uidOf(kind, name), ...ownerReferences }, ...more };
}
