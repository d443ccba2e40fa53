import type { OwnerReference, Pod } from "../../kube/objects.ts";
import type { NamePattern } from "../grammar/name-pattern.ts";
import type { Claim, PodQuery } from "./claim.ts";
import type { Scope } from "./scope.ts";

/** All pods of a scope that a query selects, or a test. Such a claim never ends. */
export function claimOfPods(scope: Scope, why: (pod: Pod) => string | undefined, query: PodQuery = {}): Claim {
  return { scope, query, match: (pod) => (isInScope(scope, pod) ? why(pod) : undefined) };
}

/** The pods whose name matches. */
export function claimOfNames(scope: Scope, name: NamePattern): Claim {
  return claimOfPods(scope, (pod) => (name.matches(pod.metadata.name) ? `its name matches ${name.text}` : undefined));
}

/** Whether the pod lies in the scope. */
export function isInScope(scope: Scope, pod: Pod): boolean {
  return scope.accepts(pod.metadata.namespace ?? "");
}

/**
 * The pod of exactly this name. It is over when that pod has finished, or is gone, and its controller does not
 * make another one of the same name.
 */
export class NamedPodClaim implements Claim {
  readonly scope: Scope;
  readonly podName: string;
  readonly pods?: readonly Pod[];
  readonly query: PodQuery;
  readonly #alive = new Set<string>();
  #isSeen = false;
  #mayReturn = false;

  /** @param pods those that there are, when no others are wanted. */
  constructor(scope: Scope, podName: string, pods?: readonly Pod[]) {
    this.scope = scope;
    this.podName = podName;
    this.query = { fieldSelector: `metadata.name=${podName}` };
    if (pods !== undefined) this.pods = pods;
  }

  match(pod: Pod): string | undefined {
    return pod.metadata.name === this.podName && isInScope(this.scope, pod) ? "named outright" : undefined;
  }

  see(pod: Pod): void {
    this.#isSeen = true;
    this.#mayReturn = (pod.metadata.ownerReferences ?? []).some(makesSameNames);
    const uid = pod.metadata.uid ?? "";
    if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") this.#alive.delete(uid);
    else this.#alive.add(uid);
  }

  seeGone(uid: string): void {
    this.#alive.delete(uid);
  }

  isOver(): boolean {
    return this.#isSeen && this.#alive.size === 0 && !this.#mayReturn;
  }
}

/** Controllers that give each new pod a name of its own; others (StatefulSet, a node's static pods) may not. */
const namesAnew = new Set(["ReplicaSet", "Job", "DaemonSet", "ReplicationController"]);

function makesSameNames(owner: OwnerReference): boolean {
  return owner.controller === true && !namesAnew.has(owner.kind);
}
