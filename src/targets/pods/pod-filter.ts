import { KtError } from "../../errors/kt-error.ts";
import type { Pod } from "../../kube/objects.ts";
import { globPattern, isPodName, type NamePattern, wordPattern } from "../grammar/name-pattern.ts";
import type { PatternCompiler, Selection } from "../selection.ts";
import type { NodeFactSet } from "./node-facts.ts";

/** The flags that choose among the pods of all sources. */
export class PodFilter {
  /** Whether the facts of pods' nodes must be known to judge pods. */
  readonly needsNodeFacts: boolean;
  readonly #excludedPods: readonly PodExclusion[];
  readonly #excludedNamespaces: readonly NamePattern[];
  readonly #nodes: readonly NamePattern[];
  readonly #nodeFacts: readonly { readonly fact: keyof NodeFactSet; readonly wanted: readonly NamePattern[] }[];
  readonly #conditions: readonly PodConditionTerm[];

  /** Throws KT_USAGE for patterns and conditions that are none. */
  constructor(selection: Selection, compile: PatternCompiler) {
    this.#excludedPods = (selection.excludePods ?? []).map((text) => new PodExclusion(text, compile));
    this.#excludedNamespaces = (selection.excludeNamespaces ?? []).map(globPattern);
    this.#nodes = (selection.nodes ?? []).map(globPattern);
    this.#nodeFacts = [
      { fact: "zone" as const, wanted: (selection.zones ?? []).map(globPattern) },
      { fact: "region" as const, wanted: (selection.regions ?? []).map(globPattern) },
      { fact: "os" as const, wanted: (selection.operatingSystems ?? []).map(globPattern) },
      { fact: "arch" as const, wanted: (selection.architectures ?? []).map(globPattern) },
    ].filter(({ wanted }) => wanted.length > 0);
    this.needsNodeFacts = this.#nodeFacts.length > 0;
    this.#conditions = (selection.conditions ?? []).map(parseCondition);
  }

  /** The values of `--exclude-pod` that have left out no pod so far. */
  get unusedExclusions(): readonly string[] {
    return this.#excludedPods.filter(({ isUsed }) => !isUsed).map(({ text }) => text);
  }

  /** Takes note of the pods that there are, before they are judged: a word that is one's whole name means no other. */
  see(pods: readonly Pod[]): void {
    for (const exclusion of this.#excludedPods) for (const { metadata } of pods) exclusion.see(metadata.name);
  }

  /** Whether the pod is wanted. */
  accepts(pod: Pod, node: NodeFactSet | undefined): boolean {
    const { name, namespace = "" } = pod.metadata;
    if (this.#excludedPods.some((exclusion) => exclusion.excludes(name))) return false;
    if (this.#excludedNamespaces.some((pattern) => pattern.matches(namespace))) return false;
    if (!isOneOf(this.#nodes, pod.spec.nodeName)) return false;
    if (!this.#nodeFacts.every(({ fact, wanted }) => isOneOf(wanted, node?.[fact]))) return false;
    return this.#conditions.every((term) => conditionStatus(pod, term.type) === term.status);
  }
}

/** The one node that pods must be on, to be sent to the API server; undefined when it is not one by name. */
export function onlyNode(selection: Selection): string | undefined {
  const [only, ...others] = selection.nodes ?? [];
  return only === undefined || others.length > 0 ? undefined : globPattern(only).exact;
}

/** One value of `--exclude-pod`; a word means what it means as a source. */
class PodExclusion {
  readonly text: string;
  isUsed = false;
  readonly #pattern: NamePattern;
  #isWholeName = false;

  constructor(text: string, compile: PatternCompiler) {
    if (text === "") {
      throw new KtError("KT_USAGE", "--exclude-pod needs a name, a glob or a regular expression", {
        hint: "--exclude-pod 'web-*'",
      });
    }
    this.text = text;
    this.#pattern = wordPattern(text, compile);
  }

  see(name: string): void {
    if (name === this.text && isPodName(name)) this.#isWholeName = true;
  }

  excludes(name: string): boolean {
    const isExcluded = this.#isWholeName ? name === this.text : this.#pattern.matches(name);
    if (isExcluded) this.isUsed = true;
    return isExcluded;
  }
}

interface PodConditionTerm {
  /** In lower case. */
  readonly type: string;
  readonly status: string;
}

function parseCondition(text: string): PodConditionTerm {
  const [, type = "", status = "true"] = /^([\w./-]+)(?:=(true|false|unknown))?$/i.exec(text) ?? [];
  if (type === "") {
    throw new KtError("KT_USAGE", `"${text}" is no condition; a condition is NAME or NAME=true|false|unknown`, {
      hint: "--condition ready=false",
    });
  }
  return { type: type.toLowerCase(), status: status.toLowerCase() };
}

function conditionStatus(pod: Pod, type: string): string {
  const condition = pod.status?.conditions?.find((candidate) => candidate.type.toLowerCase() === type);
  return (condition?.status ?? "Unknown").toLowerCase();
}

function isOneOf(wanted: readonly NamePattern[], name: string | undefined): boolean {
  if (wanted.length === 0) return true;
  return name !== undefined && wanted.some((pattern) => pattern.matches(name));
}
