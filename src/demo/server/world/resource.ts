/** A kind of object and where it lies in the API. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Name in paths. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly isNamespaced: boolean;
  /** Whether it has a `scale` subresource. */
  readonly isScalable: boolean;
}

const builtIn = { group: "", version: "v1", shortNames: [], categories: [], isNamespaced: true, isScalable: false };

/** Namespaces. */
export const namespaceResource: Resource = {
  ...builtIn,
  kind: "Namespace",
  plural: "namespaces",
  singular: "namespace",
  shortNames: ["ns"],
  isNamespaced: false,
};

/** Nodes. */
export const nodeResource: Resource = {
  ...builtIn,
  kind: "Node",
  plural: "nodes",
  singular: "node",
  shortNames: ["no"],
  isNamespaced: false,
};

/** Pods. */
export const podResource: Resource = {
  ...builtIn,
  kind: "Pod",
  plural: "pods",
  singular: "pod",
  shortNames: ["po"],
  categories: ["all"],
};

/** Leases; those in `kube-node-lease` are the nodes' signs of life. */
export const leaseResource: Resource = {
  ...builtIn,
  group: "coordination.k8s.io",
  kind: "Lease",
  plural: "leases",
  singular: "lease",
};

/** Events. */
export const eventResource: Resource = {
  ...builtIn,
  kind: "Event",
  plural: "events",
  singular: "event",
  shortNames: ["ev"],
};

/** Secrets. */
export const secretResource: Resource = { ...builtIn, kind: "Secret", plural: "secrets", singular: "secret" };

/** What every cluster of ours serves; names as `kubectl api-resources` of 1.36.3 prints them. */
export const builtInResources: readonly Resource[] = [
  namespaceResource,
  nodeResource,
  podResource,
  { ...builtIn, kind: "Service", plural: "services", singular: "service", shortNames: ["svc"], categories: ["all"] },
  eventResource,
  leaseResource,
  secretResource,
  scalable("", "ReplicationController", "rc"),
  scalable("apps", "Deployment", "deploy"),
  scalable("apps", "ReplicaSet", "rs"),
  scalable("apps", "StatefulSet", "sts"),
  { ...scalable("apps", "DaemonSet", "ds"), isScalable: false },
  { ...scalable("batch", "Job"), isScalable: false },
  { ...scalable("batch", "CronJob", "cj"), isScalable: false },
  rbac("ClusterRole", false),
  rbac("ClusterRoleBinding", false),
  rbac("Role", true),
  rbac("RoleBinding", true),
];

function scalable(group: string, kind: string, ...shortNames: readonly string[]): Resource {
  const singular = kind.toLowerCase();
  return {
    ...builtIn,
    group,
    kind,
    plural: `${singular}s`,
    singular,
    shortNames,
    categories: ["all"],
    isScalable: true,
  };
}

function rbac(kind: string, isNamespaced: boolean): Resource {
  const singular = kind.toLowerCase();
  return { ...builtIn, group: "rbac.authorization.k8s.io", kind, plural: `${singular}s`, singular, isNamespaced };
}

/** `v1` or `apps/v1`. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}
