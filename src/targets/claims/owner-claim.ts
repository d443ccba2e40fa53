import type { Pod } from "../../kube/objects.ts";
import type { NamePattern } from "../grammar/name-pattern.ts";
import { isBuiltIn } from "../kinds/built-in-types.ts";
import type { ResourceType } from "../kinds/resource-type.ts";
import type { OwnerIndex, UnknownOwner, WantedOwner } from "../owners/owner-index.ts";
import type { OwnerState } from "../owners/owner-states.ts";
import type { Claim, PodQuery } from "./claim.ts";
import { isInScope } from "./pod-claims.ts";
import type { Scope } from "./scope.ts";

/** Pods of all workloads of a type whose name matches, judged by their owners alone. Such a claim never ends. */
export function claimOfOwners(scope: Scope, wanted: WantedOwner, owners: OwnerIndex): Claim {
  return {
    scope,
    query: queryOfType(wanted.type),
    match: (pod) => whyOwned(pod, scope, wanted, owners),
    unknownOwners: (pod) => (isInScope(scope, pod) ? owners.unknownAbove(pod, wanted) : []),
  };
}

/** The wanted owner for a type: only what its own controllers put between it and its pods is looked through. */
export function wantedOwner(type: ResourceType, name: NamePattern): WantedOwner {
  if (!isBuiltIn(type)) return { type, name, through: "any" };
  if (type.kind === "Deployment") return { type, name, through: ["apps/ReplicaSet"] };
  if (type.kind === "CronJob") return { type, name, through: ["batch/Job"] };
  return { type, name, through: [] };
}

/**
 * Pods of one workload that was named outright: those that its selector selects and whose owners lead to it. Where it may
 * not be read, the owners alone tell.
 */
export class OwnerClaim implements Claim {
  readonly scope: Scope;
  readonly #wanted: WantedOwner;
  readonly #owners: OwnerIndex;
  readonly #states: AsyncIterator<OwnerState> | undefined;
  readonly #text: string;
  #state: OwnerState;
  #query: PodQuery | undefined;
  #isOver: boolean;

  /** @param states what comes after the first state, in a follow. */
  constructor(
    scope: Scope,
    wanted: WantedOwner & { readonly name: NamePattern & { readonly exact: string } },
    owners: OwnerIndex,
    state: OwnerState,
    states?: AsyncIterator<OwnerState>,
  ) {
    this.scope = scope;
    this.#wanted = wanted;
    this.#owners = owners;
    this.#states = states;
    this.#text = `${wanted.type.singular}/${wanted.name.exact}`;
    this.#state = state;
    this.#query = queryOf(wanted.type, state);
    this.#isOver = state.isComplete === true;
  }

  get isQueryNeeded(): boolean {
    return this.#wanted.type.hasScale && this.#state.selector !== undefined;
  }

  /** Whether the workload was there when it was last looked for. */
  get presence(): OwnerState["presence"] {
    return this.#state.presence;
  }

  get query(): PodQuery | undefined {
    return this.#query;
  }

  unknownOwners(pod: Pod): readonly UnknownOwner[] {
    return isInScope(this.scope, pod) ? this.#owners.unknownAbove(pod, this.#wanted) : [];
  }

  match(pod: Pod): string | undefined {
    if (!isInScope(this.scope, pod)) return undefined;
    const { selector } = this.#state;
    if (this.isQueryNeeded) {
      // A custom kind need not own its pods; but what another of its kind owns is not its own.
      const other = { ...this.#wanted, name: { text: "*", matches: () => true } };
      const owner = this.#owners.find(pod, other)?.name ?? this.#wanted.name.exact;
      return owner === this.#wanted.name.exact ? `${this.#text} selects ${selector}` : undefined;
    }
    const why = whyOwned(pod, this.scope, this.#wanted, this.#owners);
    return why !== undefined && selector !== undefined ? `${this.#text} selects ${selector}` : why;
  }

  isOver(): boolean {
    return this.#isOver;
  }

  async track(changed: () => void): Promise<void> {
    if (this.#states === undefined) return;
    for (let next = await this.#states.next(); next.done !== true; next = await this.#states.next()) {
      if (this.#apply(next.value)) changed();
    }
  }

  /** Returns whether pods are to be listed anew. */
  #apply(state: OwnerState): boolean {
    const before = this.#state;
    const wasOver = this.#isOver;
    if (state.presence === "unreadable") return false;
    if (state.presence === "absent") {
      // Its pods may still write their last lines, and what comes back under its name is followed again; but a Job ends.
      this.#isOver = before.presence === "present" && this.#wanted.type.kind === "Job";
      return this.#isOver !== wasOver;
    }
    this.#state = state;
    this.#query = queryOf(this.#wanted.type, state);
    this.#isOver = state.isComplete === true;
    // Also when a Job completes: the watch of its pods may lag behind that of the Job.
    return before.presence !== "present" || before.selector !== state.selector || this.#isOver !== wasOver;
  }
}

function queryOf(type: ResourceType, state: OwnerState): PodQuery | undefined {
  if (state.presence === "absent") return undefined;
  return state.selector === undefined ? queryOfType(type) : { labelSelector: state.selector };
}

/** Pods of CronJobs come from Jobs, which label them (kubernetes v1.36.3 `job/strategy.go`). */
function queryOfType(type: ResourceType): PodQuery {
  const isOfJobs = type.group === "batch" && (type.kind === "CronJob" || type.kind === "Job");
  return isOfJobs ? { labelSelector: "job-name" } : {};
}

function whyOwned(pod: Pod, scope: Scope, wanted: WantedOwner, owners: OwnerIndex): string | undefined {
  if (!isInScope(scope, pod)) return undefined;
  const found = owners.find(pod, wanted);
  if (found === undefined) return undefined;
  const owner = `${wanted.type.singular}/${found.name}`;
  return found.guessedFrom === undefined
    ? `owned by ${owner}`
    : `owned by ${found.guessedFrom}, by its name one of ${owner}`;
}
