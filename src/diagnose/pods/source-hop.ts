import type { KtError } from "../../errors/kt-error.ts";
import type { TargetNotice } from "../../targets/selection.ts";
import type { Finding, Hop, Subject } from "../diagnosis.ts";
import type { FindingCode } from "../finding-code.ts";
import { finding, seenHop } from "../hop.ts";
import type { ChosenPods } from "./choose-pods.ts";
import { defaultContainer } from "./default-container.ts";
import type { EmptyWorkload } from "./empty-workload.ts";
import type { ChosenPod } from "./look-at-pods.ts";

/** Where a source was looked for, and what is known of one without pods. */
export interface SourceFacts {
  /** Undefined: in several. */
  readonly namespace: string | undefined;
  readonly empty: EmptyWorkload | undefined;
}

/** Whether it is there, but has no pods. */
export function hasNoPods({ code, message }: KtError): boolean {
  return code === "KT_NO_MATCH" && message.endsWith(" has no pods");
}

/** Tells which pods were found for what was asked for, or what there is instead. */
export function sourceHop(target: string, { pods, notices }: ChosenPods, { namespace, empty }: SourceFacts): Hop {
  const about: Subject = { kind: "Source", name: target };
  const some = pods.isSeen ? pods.value : [];
  const namespaces = new Set(some.map(({ pod }) => pod.metadata.namespace ?? ""));
  const containers = some.reduce((sum, one) => sum + one.containers.length, 0);
  const failed = notices.map((notice) => partFinding(about, notice));
  return seenHop({
    name: "source",
    about,
    checked: `the pods of ${target}`,
    says: pods.isSeen
      ? `${counted(some.length, "pod")} with ${counted(containers, "container")} in ${[...namespaces].join(", ")}${choiceText(some)}`
      : "nothing found",
    durationMs: pods.durationMs,
    findings: pods.isSeen ? failed : [...failed, missingFinding(about, pods.error, { namespace, empty })],
  });
}

/** Which container kubectl would read of a pod with several, where there is one pod. */
function choiceText(pods: readonly ChosenPod[]): string {
  const [only] = pods;
  if (only === undefined || pods.length > 1 || only.containers.length < 2) return "";
  const chosen = defaultContainer(only);
  return chosen === undefined ? "" : `; kubectl logs reads "${chosen}" only, unless -c names another`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function partFinding(about: Subject, { about: part, message, hint }: TargetNotice): Finding {
  return finding({
    code: "not-found",
    level: "problem",
    about: part === undefined ? about : { kind: "Source", name: part },
    verdict: `${part === undefined ? "" : `${part}: `}${message}.`,
    next: commandOf(hint),
  });
}

function missingFinding(about: Subject, error: KtError, { namespace, empty }: SourceFacts): Finding {
  const { message, hint } = error;
  const where = namespace === undefined ? "-A" : `-n ${namespace}`;
  const code = codeOf(error);
  const list = `kubectl get pods ${where}`;
  return finding({
    code,
    hop: "source",
    level: "broken",
    about,
    // Of a container that is missing the sentence begins with a name.
    verdict: `${code === "no-such-container" ? message : capital(message)}.`,
    evidence: empty === undefined ? [["what there is instead", hint]] : empty.evidence,
    causes: empty?.causes ?? [],
    next: commandOf(hint) ?? (code === "no-such-container" ? withoutContainer(about.name, where) : list),
  });
}

/** The source without what was asked for in vain. */
function withoutContainer(target: string, where: string): string {
  const source = target.replace(/ -c .*$/, "").replace(/\/[^/ ]+$/, "");
  return `kubectl kt diagnose ${source} ${where}`;
}

function codeOf(error: KtError): FindingCode {
  const { code } = error;
  if (code === "KT_NO_SUCH_CONTAINER") return "no-such-container";
  if (hasNoPods(error)) return "no-pods";
  if (code === "KT_NO_MATCH" || code === "KT_NOT_FOUND") return "not-found";
  return "server-faulty";
}

/** The command in a hint, asking for a diagnosis where it would ask for logs; undefined where it is none. */
function commandOf(hint: string | undefined): string | undefined {
  const command = /kubectl [^;]*/
    .exec(hint ?? "")?.[0]
    .split("    (")[0]
    ?.trim();
  return command?.replace("kubectl kt logs", "kubectl kt diagnose");
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
