import { KtError } from "../../errors/kt-error.ts";
import { findContainerStatus } from "../../kube/container-status.ts";
import type { Pod } from "../../kube/objects.ts";
import { nearNames } from "../../text/near-names.ts";
import { flagPattern, type NamePattern } from "../grammar/name-pattern.ts";
import type { PatternCompiler, Selection } from "../selection.ts";
import type { ContainerKind } from "../target.ts";

/** One container of a pod's spec. */
export interface PodContainer {
  readonly name: string;
  readonly kind: ContainerKind;
}

/** All containers of a pod in the order in which they start: init and sidecar, regular, ephemeral. */
export function containersOf({ spec }: Pod): readonly PodContainer[] {
  const init = (spec.initContainers ?? []).map(({ name, restartPolicy }): PodContainer => {
    return { name, kind: restartPolicy === "Always" ? "sidecar" : "init" };
  });
  const regular = spec.containers.map(({ name }): PodContainer => ({ name, kind: "regular" }));
  const ephemeral = (spec.ephemeralContainers ?? []).map(({ name }): PodContainer => ({ name, kind: "ephemeral" }));
  return [...init, ...regular, ...ephemeral];
}

const containerStates = ["running", "waiting", "terminated"] as const;

/** The flags that choose among the containers of pods. */
export class ContainerFilter {
  /** Those that were asked for by flags; empty: all. */
  readonly wanted: readonly NamePattern[];
  readonly #excluded: readonly NamePattern[];
  readonly #hasInit: boolean;
  readonly #hasEphemeral: boolean;
  readonly #states: ReadonlySet<string>;

  /** Throws KT_USAGE for patterns and states that are none. */
  constructor(selection: Selection, compile: PatternCompiler) {
    this.wanted = (selection.containers ?? []).map((text) => flagPattern("container", text, compile));
    this.#excluded = (selection.excludeContainers ?? []).map((text) => flagPattern("exclude-container", text, compile));
    this.#hasInit = selection.initContainers !== false;
    this.#hasEphemeral = selection.ephemeralContainers !== false;
    this.#states = parseStates(selection.containerStates ?? []);
  }

  /** Whether the name was asked for: by the source where it names a container, otherwise by flags. */
  isWanted(name: string, ofSource: NamePattern | undefined): boolean {
    if (ofSource !== undefined) return ofSource.matches(name);
    return this.wanted.length === 0 || this.wanted.some((pattern) => pattern.matches(name));
  }

  /** Whether a container that is asked for is left out again. */
  isLeftOut(pod: Pod, { name, kind }: PodContainer): boolean {
    if (!this.#hasInit && (kind === "init" || kind === "sidecar")) return true;
    if (!this.#hasEphemeral && kind === "ephemeral") return true;
    if (this.#excluded.some((pattern) => pattern.matches(name))) return true;
    return this.#states.size > 0 && !this.#states.has(stateOf(pod, name));
  }
}

function parseStates(texts: readonly string[]): ReadonlySet<string> {
  const states = new Set(texts.map((text) => text.toLowerCase()));
  for (const state of states) {
    if (state === "all" || (containerStates as readonly string[]).includes(state)) continue;
    const [near] = nearNames(state, [...containerStates, "all"]);
    throw new KtError(
      "KT_USAGE",
      `"${state}" is no state of a container; those are ${containerStates.join(", ")} and all`,
      { hint: near === undefined ? "example: --container-state running" : `did you mean --container-state ${near}?` },
    );
  }
  return states.has("all") ? new Set() : states;
}

/** `running`, `waiting` or `terminated`. A container without a status has not been looked at by its kubelet yet: it waits. */
export function stateOf(pod: Pod, name: string): string {
  const state = findContainerStatus(pod, name)?.state ?? {};
  return containerStates.find((key) => state[key] !== undefined) ?? "waiting";
}
