import type { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import type { Claim, ClaimedSource } from "../claims/claim.ts";
import type { SelectionRequest } from "../grammar/selection-request.ts";
import type { OwnerIndex } from "../owners/owner-index.ts";
import type { TargetNotice } from "../selection.ts";
import type { Target } from "../target.ts";
import { containersOf, stateOf } from "./containers.ts";
import { NodeFacts } from "./node-facts.ts";
import { type PodStore, refOf } from "./pod-store.ts";

/** What came of one source so far; each stage counts what the one before left. */
export class SourceTally {
  readonly source: ClaimedSource;
  /** Missing rights that kept it from being looked for somewhere. */
  readonly failures: KtError[];
  /** Pods that are the source's. */
  matched = 0;
  /** Of these, pods that the flags do not leave out. */
  kept = 0;
  /** Containers of these whose name is wanted. */
  named = 0;
  /** Of these, containers that the flags do not leave out. */
  selected = 0;
  /** All names of containers of the kept pods. */
  readonly containerNames: Set<string> = new Set();
  /** The containers that were asked for and left out, with their states. */
  readonly leftOut: Set<string> = new Set();

  constructor(source: ClaimedSource) {
    this.source = source;
    this.failures = [...source.failures];
  }
}

/** What an {@link Admission} is made of. */
export interface AdmissionParts {
  readonly client: KubeClient;
  readonly request: SelectionRequest;
  readonly owners: OwnerIndex;
  readonly store: PodStore;
  readonly tallies: readonly SourceTally[];
  readonly wantNodeFacts: boolean;
  readonly signal: AbortSignal;
  readonly say: (notice: TargetNotice) => void;
}

/** A target with its place among the containers of its pod. */
export interface AdmittedTarget {
  readonly target: Target;
  readonly index: number;
}

/** Decides which containers of a pod become targets, each once. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #nodes: NodeFacts;
  readonly #tallyOf = new Map<Claim, SourceTally>();
  /** By UID the containers that are targets already. */
  readonly #admitted = new Map<string, Set<string>>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#nodes = new NodeFacts(parts.client);
    for (const tally of parts.tallies) for (const claim of tally.source.claims) this.#tallyOf.set(claim, tally);
  }

  /**
   * Loads what is needed to judge these pods: owners, nodes. Throws as `KubeClient.get`; a missing right to read nodes
   * only where a flag needs them.
   */
  async prepare(pods: readonly Pod[], claims: readonly Claim[]): Promise<void> {
    const { owners, request, wantNodeFacts, signal, say } = this.#parts;
    request.pods.see(pods);
    const asking = claims.filter((claim) => claim.unknownOwners !== undefined);
    for (;;) {
      const unknown = pods.flatMap((pod) => asking.flatMap((claim) => claim.unknownOwners?.(pod) ?? []));
      if (unknown.length === 0) break;
      await owners.load(unknown, signal);
    }
    if (!request.pods.needsNodeFacts && !wantNodeFacts) return;
    const matching = pods.filter((pod) => claims.some((claim) => claim.match(pod) !== undefined));
    await this.#nodes.load(
      matching.flatMap(({ spec }) => spec.nodeName ?? []),
      signal,
    );
    const { forbidden } = this.#nodes;
    if (forbidden === undefined) return;
    if (request.pods.needsNodeFacts) throw forbidden;
    say({
      level: "info",
      message: `facts of nodes stay unknown: ${forbidden.message}`,
      hint: forbidden.hint,
      onceKey: "nodes",
    });
  }

  /**
   * The containers of a pod that become targets now.
   * @param isLate whether the pod came during a follow: then one without a node waits for it, where facts of nodes are wanted.
   */
  admit(pod: Pod, claims: readonly Claim[], isLate: boolean): readonly AdmittedTarget[] {
    const targets: AdmittedTarget[] = [];
    const node = this.#nodes.get(pod.spec.nodeName);
    const isWaiting = isLate && this.#parts.wantNodeFacts && pod.spec.nodeName === undefined;
    const isKept = this.#parts.request.pods.accepts(pod, node) && !isWaiting;
    for (const claim of claims) {
      const why = claim.match(pod);
      const tally = this.#tallyOf.get(claim);
      if (why === undefined || tally === undefined) continue;
      claim.see?.(pod);
      tally.matched++;
      if (!isKept) continue;
      tally.kept++;
      targets.push(...this.#admitContainers(pod, tally, why));
    }
    return targets;
  }

  /** The pod is gone; should its UID come again, it is new. */
  forget(uid: string): void {
    this.#admitted.delete(uid);
  }

  #admitContainers(pod: Pod, tally: SourceTally, why: string): readonly AdmittedTarget[] {
    const { client, store, request } = this.#parts;
    const targets: AdmittedTarget[] = [];
    const uid = pod.metadata.uid ?? "";
    const node = this.#nodes.get(pod.spec.nodeName);
    for (const [index, container] of containersOf(pod).entries()) {
      tally.containerNames.add(container.name);
      if (!request.containers.isWanted(container.name, tally.source.container)) continue;
      tally.named++;
      if (request.containers.isLeftOut(pod, container)) {
        tally.leftOut.add(`${container.name} is ${stateOf(pod, container.name)}`);
        continue;
      }
      tally.selected++;
      const admitted = this.#admitted.get(uid) ?? new Set();
      if (admitted.has(container.name)) continue;
      this.#admitted.set(uid, admitted.add(container.name));
      store.keep(pod);
      const { name, kind } = container;
      const facts = node === undefined ? {} : { node };
      targets.push({ index, target: { client, pods: store, pod: refOf(pod), container: name, kind, why, ...facts } });
    }
    return targets;
  }
}
