import type { KtError } from "../../errors/kt-error.ts";
import type { Pod } from "../../kube/objects.ts";
import type { NamePattern } from "../grammar/name-pattern.ts";
import type { UnknownOwner } from "../owners/owner-index.ts";
import type { Scope } from "./scope.ts";

/** What narrows a list or watch of pods at the API server. */
export interface PodQuery {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/**
 * What one source claims in one scope: which pods are its own. A claim judges every pod of its scope by itself, its
 * query only spares the API server and us the others.
 */
export interface Claim {
  readonly scope: Scope;
  /** Absent while there is nothing to look for: the workload that was named does not exist yet. */
  readonly query: PodQuery | undefined;
  /** Whether pods that the query does not select could be judged wrongly, so that it must be asked for itself. */
  readonly isQueryNeeded?: boolean;
  /** The name of its one pod, which can be read without the right to list. */
  readonly podName?: string;
  /** All of its pods, where a finished read knows them already. */
  readonly pods?: readonly Pod[];
  /** Owners that must be loaded before {@link match} can judge the pod. */
  unknownOwners?(pod: Pod): readonly UnknownOwner[];
  /** Why the pod belongs to the source; undefined when it does not. */
  match(pod: Pod): string | undefined;
  /** Told of each state of a pod that matched, and of its end. */
  see?(pod: Pod): void;
  seeGone?(uid: string): void;
  /** Whether nothing can come any more: what was named outright has finished. Absent: never. */
  isOver?(): boolean;
  /** Follows the named workload until the signal ends it and calls back when the query is another one. */
  track?(changed: () => void): Promise<void>;
}

/** One source with its claims in all of its scopes. */
export interface ClaimedSource {
  /** As the user wrote it; for a selection by flags alone those flags. */
  readonly text: string;
  /** The source's own container. */
  readonly container?: NamePattern | undefined;
  readonly claims: readonly Claim[];
  /** What kept it from being looked for in some scope: a missing right. */
  readonly failures: readonly KtError[];
  /** Whether it looks more like a mistyped type than like a pod that is still to come, so that no follow waits for it. */
  readonly isTypo?: boolean;
  /** Finds out why no pod matched; asks the API server for what there is instead. */
  explain(): Promise<KtError>;
}
