import { isWordFor, type ResourceType } from "./resource-type.ts";

export const podType: ResourceType = coreType("Pod", ["po"]);
export const nodeType: ResourceType = { ...coreType("Node", ["no"]), isNamespaced: false };
export const namespaceType: ResourceType = { ...coreType("Namespace", ["ns"]), isNamespaced: false };
export const serviceType: ResourceType = coreType("Service", ["svc"]);
export const deploymentType: ResourceType = workloadType("apps", "Deployment", ["deploy"]);
export const replicaSetType: ResourceType = workloadType("apps", "ReplicaSet", ["rs"]);

/** The types that are known without asking the API server. */
export const builtInTypes: readonly ResourceType[] = [
  podType,
  deploymentType,
  replicaSetType,
  workloadType("apps", "StatefulSet", ["sts"]),
  workloadType("apps", "DaemonSet", ["ds"]),
  workloadType("batch", "Job", []),
  workloadType("batch", "CronJob", ["cj"]),
  serviceType,
  workloadType("", "ReplicationController", ["rc"]),
  nodeType,
  namespaceType,
];

/** Whether it is one of these; what is known of their selectors and controllers does not hold for custom kinds. */
export function isBuiltIn(type: ResourceType): boolean {
  return builtInTypes.includes(type);
}

/** The built-in type that a word means, singular, plural, short or qualified; undefined when it means none. */
export function findBuiltInType(word: string): ResourceType | undefined {
  return builtInTypes.find((type) => isWordFor(type, word));
}

function coreType(kind: string, shortNames: readonly string[]): ResourceType {
  return workloadType("", kind, shortNames);
}

function workloadType(group: string, kind: string, shortNames: readonly string[]): ResourceType {
  const singular = kind.toLowerCase();
  return {
    group,
    version: "v1",
    kind,
    plural: `${singular}s`,
    singular,
    shortNames,
    isNamespaced: true,
    hasScale: false,
  };
}
