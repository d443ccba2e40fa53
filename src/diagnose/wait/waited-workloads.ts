import { hasCode } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { parseSource } from "../../targets/grammar/source-expression.ts";
import { findBuiltInType } from "../../targets/kinds/built-in-types.ts";
import { objectPath } from "../../targets/kinds/resource-type.ts";
import { guessOwner } from "../../targets/owners/owner-guess.ts";
import type { Selection } from "../../targets/selection.ts";
import { stateOfPods } from "./pod-state.ts";
import { isOfRollout, stateOfWorkload, type WaitedKind, type WaitState, type Workload } from "./workload-state.ts";

/** How it stands with everything that is waited for. */
export interface Standing {
  readonly state: WaitState;
  /** The pods that decide about it: not those of earlier revisions. */
  readonly pods: readonly Pod[];
}

/** A workload that is waited for. */
interface Place {
  readonly kind: WaitedKind;
  /** `deployment/web`. */
  readonly text: string;
  readonly path: string;
  /** Whether a source names it: then it has to come where it is not there. */
  readonly isNamed: boolean;
}

/**
 * The workloads that a selection waits for: those that it names, and, where it selects pods by anything but their names, those that own
 * them. What a workload says of itself counts for its pods; other pods count by themselves.
 */
export class WaitedWorkloads {
  readonly #client: KubeClient;
  readonly #named: readonly Place[];
  /** Names of pods that sources are: they have to come, too. */
  readonly #pods: readonly string[];
  readonly #hasOwners: boolean;
  /** Whether there is nothing but one workload that is named. */
  readonly #isOnlyNamed: boolean;
  /** Paths of owners that are not there, or may not be read: their pods count by themselves. */
  readonly #unknown = new Set<string>();

  constructor(client: KubeClient, { sources = [], namespaces = [] }: Selection) {
    this.#client = client;
    const read = sources.map((text) => parseSource(text));
    const here = namespaces[0] ?? client.namespace;
    this.#named = read.flatMap(({ form, type = "", name, namespace = here }) => {
      const known = form === "typed" && isName(name) ? findBuiltInType(type) : undefined;
      return known === undefined ? [] : (this.#place(known.kind, namespace, name, true) ?? []);
    });
    this.#pods = read.flatMap(({ form, name }) => (form === "pods" && isName(name) ? [name] : []));
    this.#hasOwners = read.length === 0 || this.#named.length + this.#pods.length < read.length;
    this.#isOnlyNamed = read.length === 1 && this.#named.length === 1;
  }

  /** @throws KtError where a workload that is named may not be read, or the server does not answer; the signal's reason. */
  async look(pods: readonly Pod[], signal: AbortSignal): Promise<Standing> {
    const places = new Map(this.#named.map((place) => [place.path, place]));
    const ownerOf = new Map(pods.map((pod) => [pod, this.#ownerOf(pod)]));
    if (this.#hasOwners) {
      for (const place of ownerOf.values())
        if (place !== undefined && !places.has(place.path)) places.set(place.path, place);
    }
    const workloads = new Map(
      await Promise.all(
        [...places.values()].map(async (place) => [place.path, await this.#read(place, signal)] as const),
      ),
    );
    const placeOf = (pod: Pod): Place | undefined => {
      const place = places.get(ownerOf.get(pod)?.path ?? "");
      return place !== undefined && (place.isNamed || workloads.get(place.path) !== undefined) ? place : undefined;
    };
    const others = pods.filter((pod) => placeOf(pod) === undefined);
    const states = [...places.values()].flatMap((place) => {
      const workload = workloads.get(place.path);
      if (workload !== undefined) return [{ text: place.text, state: stateOfWorkload(place.kind, workload) }];
      const absent: WaitState = { kind: "waiting", text: "it is not there yet" };
      return place.isNamed ? [{ text: place.text, state: absent }] : [];
    });
    const absent = this.#pods.filter((name) => !pods.some(({ metadata }) => metadata.name === name));
    if (absent.length > 0 && (states.length > 0 || others.length > 0)) {
      states.push({ text: `pod ${absent.join(", ")}`, state: { kind: "waiting", text: "not there yet" } });
    }
    // Pods of the only workload that is named, whose owners do not show it, are its own all the same.
    if (states.length === 0 || (others.length > 0 && !this.#isOnlyNamed)) {
      states.push({ text: "other pods", state: stateOfPods(others) });
    }
    return {
      state: together(states, this.#isOnlyNamed),
      pods: pods.filter((pod) => {
        const place = placeOf(pod);
        const workload = place && workloads.get(place.path);
        if (place === undefined) return !this.#isOnlyNamed;
        return workload !== undefined && isOfRollout(place.kind, workload, pod);
      }),
    };
  }

  #place(kind: string, namespace: string, name: string, isNamed: boolean): Place | undefined {
    const waited = waitedKinds.find((one) => one === kind);
    const type = findBuiltInType(kind.toLowerCase());
    if (waited === undefined || type === undefined) return undefined;
    return { kind: waited, text: `${type.singular}/${name}`, path: objectPath(type, namespace, name), isNamed };
  }

  #ownerOf({ metadata }: Pod): Place | undefined {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (owner === undefined) return undefined;
    const { kind, name } =
      owner.kind === "ReplicaSet" ? (guessOwner(owner, metadata.labels?.["pod-template-hash"]) ?? owner) : owner;
    const place = this.#place(kind, metadata.namespace ?? "", name, false);
    return place === undefined || this.#unknown.has(place.path) ? undefined : place;
  }

  async #read({ path, isNamed }: Place, signal: AbortSignal): Promise<Workload | undefined> {
    try {
      return await this.#client.get<Workload>(path, { signal });
    } catch (error) {
      signal.throwIfAborted();
      const isAbsent = hasCode(error, "KT_NOT_FOUND");
      if (isNamed ? !isAbsent : !isAbsent && !hasCode(error, "KT_FORBIDDEN")) throw error;
      if (!isNamed) this.#unknown.add(path);
      return undefined;
    }
  }
}

const waitedKinds: readonly WaitedKind[] = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

function isName(name: string): boolean {
  return /^[a-z0-9.-]+$/.test(name);
}

/** One state of several: failed where one has failed, done where all are. */
function together(
  states: readonly { readonly text: string; readonly state: WaitState }[],
  isPlain: boolean,
): WaitState {
  const kind = (["failed", "waiting", "done"] as const).find((one) => states.some(({ state }) => state.kind === one));
  const told = states.filter(({ state }) => state.kind === kind);
  const texts = told.slice(0, mostTold).map(({ text, state }) => {
    return isPlain || (states.length === 1 && text === "other pods") ? state.text : `${text}: ${state.text}`;
  });
  const left = told.length - texts.length;
  return { kind: kind ?? "waiting", text: `${texts.join("; ")}${left > 0 ? `; and ${left} more` : ""}` };
}

const mostTold = 3;
