import type { JsonRecord } from "../../kube/json-value.ts";
import type { Finding, Subject } from "../diagnosis.ts";
import { finding } from "../hop.ts";
import { explainRefusal } from "./refused-pods.ts";
import type { WorkloadView } from "./workload-view.ts";

/** What keeps a workload with pods from making all of them; undefined where nothing shows. */
export function shortFinding(about: Subject, view: WorkloadView): Finding | undefined {
  const { kind, title, namespace, spec, refusal } = view;
  const { have, want } = countsOf(view);
  const next = `kubectl describe ${title} -n ${namespace}`;
  const counted = `${title} has ${have} of ${want} pods`;
  // A Deployment may be refused the pods of its new revision, too, while those of the one before are all there.
  if (refusal !== undefined && (have < want || kind === "Deployment")) {
    const { cause, next: better = next } = explainRefusal(refusal, namespace);
    return finding({
      code: "too-few-pods",
      level: "problem",
      about,
      verdict: `${counted}, and its controller cannot make ${have < want ? "more" : "those of its new revision"}.`,
      evidence: [["what its controller was answered", refusal]],
      causes: [cause],
      next: better,
    });
  }
  if (kind !== "StatefulSet" || have >= want || spec["podManagementPolicy"] === "Parallel") return undefined;
  return finding({
    code: "too-few-pods",
    level: "note",
    about,
    verdict: `${counted}: it makes the next one only when those before it are ready.`,
    next,
  });
}

function countsOf({ kind, spec, status }: WorkloadView): { readonly have: number; readonly want: number } {
  if (kind !== "DaemonSet") return { have: numberOf(status, "replicas") ?? 0, want: numberOf(spec, "replicas") ?? 1 };
  return {
    have: numberOf(status, "currentNumberScheduled") ?? 0,
    want: numberOf(status, "desiredNumberScheduled") ?? 0,
  };
}

function numberOf(record: JsonRecord, key: string): number | undefined {
  const value = record[key];
  return typeof value === "number" ? value : undefined;
}
