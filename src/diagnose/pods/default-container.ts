import type { Finding } from "../diagnosis.ts";
import { finding } from "../hop.ts";
import { type PodFacts, podSubject, podText, podWords } from "./pod-facts.ts";

/**
 * The container that kubectl reads where none is named (kubectl v0.36 pkg/cmd/util/podcmd): that of the annotation, or the
 * first. Undefined where there is no choice.
 */
export function defaultContainer({ pod }: Pick<PodFacts, "pod">): string | undefined {
  const names = pod.spec.containers.map(({ name }) => name);
  if (names.length < 2) return undefined;
  const annotated = pod.metadata.annotations?.["kubectl.kubernetes.io/default-container"];
  return names.find((name) => name === annotated) ?? names[0];
}

/** Lines are there, but not in the container that kubectl reads by itself: a classic. */
export function defaultContainerFinding(facts: PodFacts): Finding | undefined {
  const { pod, logs } = facts;
  const chosen = defaultContainer(facts);
  if (chosen === undefined || logs.get(chosen)?.kind !== "empty") return undefined;
  const names = new Set(pod.spec.containers.map(({ name }) => name));
  const others = [...logs].flatMap(([name, { kind }]) => (kind === "line" && names.has(name) ? [name] : []));
  if (others.length === 0) return undefined;
  const list = others.map((name) => `"${name}"`).join(", ");
  return finding({
    code: "default-container",
    level: "note",
    about: podSubject(pod),
    verdict: `kubectl logs reads container "${chosen}" of ${podText(pod)}, which has written nothing; lines are in ${list}.`,
    evidence: [["containers of the pod", [...names].join(", ")]],
    next: `kubectl kt logs ${podWords(pod)} -c ${others[0] ?? ""}`,
  });
}
