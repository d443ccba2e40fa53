import type { KtError } from "../../errors/kt-error.ts";
import type { TargetNotice } from "../../targets/selection.ts";
import { nearNames } from "../../text/near-names.ts";
import { shellWord } from "../../text/shell-word.ts";
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
  /** What keeps a workload from having all of its pods. */
  readonly short: Finding | undefined;
}

/** Whether it is there, but has no pods. */
export function hasNoPods({ code, message }: KtError): boolean {
  return code === "KT_NO_MATCH" && message.endsWith(" has no pods");
}

/** Tells which pods were found for what was asked for, or what there is instead. */
export function sourceHop(
  target: string,
  { pods, notices }: ChosenPods,
  { namespace, empty, short }: SourceFacts,
): Hop {
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
    findings: pods.isSeen
      ? [...failed, ...(short === undefined ? [] : [short])]
      : [...failed, missingFinding(about, pods.error, { namespace, empty })],
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

function partFinding(about: Subject, { code, about: part, message, hint }: TargetNotice): Finding {
  return finding({
    code: code === "KT_FORBIDDEN" ? "no-right-to-pods" : "not-found",
    hop: "source",
    level: "problem",
    about: part === undefined ? about : { kind: "Source", name: part },
    verdict: `${part === undefined ? "" : `${part}: `}${message}.`,
    next: commandOf(hint),
  });
}

function missingFinding(
  about: Subject,
  error: KtError,
  { namespace, empty }: Pick<SourceFacts, "namespace" | "empty">,
): Finding {
  const { message, hint } = error;
  const where = namespace === undefined ? "-A" : `-n ${namespace}`;
  const code = codeOf(error);
  const list = `kubectl get pods ${where}`;
  return finding({
    code,
    hop: "source",
    level: "broken",
    about,
    // A sentence that begins with a name begins as the name does.
    verdict: `${code === "no-such-container" || code === "no-pods" ? message : capital(message)}.`,
    evidence: empty === undefined ? [insteadEvidence(hint)] : empty.evidence,
    causes: empty?.causes ?? [],
    next:
      empty?.next ??
      commandOf(hint) ??
      (code === "no-such-container"
        ? withContainer(about.name, error, where)
        : (nextInNamespace(about.name, error) ?? list)),
  });
}

/** What a hint says of names, so that it reads well behind where it was seen. */
function insteadEvidence(hint: string | undefined): readonly [string, string | undefined] {
  const [, from, names] = /^(There are|Its containers are): (.*)$/s.exec(hint ?? "") ?? [];
  if (from !== undefined) return [`${from.slice(0, 1).toLowerCase()}${from.slice(1)}`, names];
  if (hint?.startsWith("There are none at all") === true) return ["what there is instead", "nothing at all"];
  const [, elsewhere] = /^It is in another namespace: kubectl kt logs ([a-z0-9-]+):/.exec(hint ?? "") ?? [];
  if (elsewhere !== undefined) return ["one that matches", `in namespace "${elsewhere}"`];
  const [, near] = /^Did you mean ([^?]+)\?/.exec(hint ?? "") ?? [];
  return near === undefined ? ["what there is instead", hint] : ["a name that is near", near];
}

/** The source with a container that it has, the nearest to the one that was asked for in vain. */
function withContainer(target: string, { message, hint = "" }: KtError, where: string): string {
  const asked = / has no container "?([^" ]+)/.exec(message)?.[1] ?? "";
  const source = target.replace(/ -c .*$/, "").replace(new RegExp(`/${RegExp.escape(asked)}$`), "");
  const names = /^Its containers are: (.*)$/.exec(hint)?.[1]?.split(", ") ?? [];
  const name = nearNames(asked, names)[0] ?? names[0];
  return `kubectl kt diagnose ${commandWords(source)} ${where}${name === undefined ? "" : ` -c ${name}`}`;
}

/** What was asked for, as a shell takes it. */
function commandWords(target: string): string {
  return target.split(" ").map(shellWord).join(" ");
}

/** The namespace that an error says is not there; undefined where it says something else. */
export function missingNamespace({ code, message }: KtError): string | undefined {
  return code === "KT_NOT_FOUND" ? /^namespace "([^"]+)" does not exist/.exec(message)?.[1] : undefined;
}

/** The same in the namespace that may have been meant, or which there are; undefined where none is missing. */
function nextInNamespace(target: string, error: KtError): string | undefined {
  const missing = missingNamespace(error);
  if (missing === undefined) return undefined;
  const [, near] = /^Did you mean ([a-z0-9-]+)/.exec(error.hint ?? "") ?? [];
  return near === undefined
    ? "kubectl get namespaces"
    : `kubectl kt diagnose ${commandWords(target.replaceAll(`${missing}:`, ""))} -n ${near}`;
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
