import type { KtError } from "../../errors/kt-error.ts";
import { parseApiPath } from "../../kube/api-path.ts";
import { explainForbidden } from "../../kube/failures/forbidden.ts";
import type { Finding, Hop, Subject } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { type ReviewedRight, type Right, rightText } from "./access-review.ts";

/** What is known of the rights that reading logs takes. */
export interface RightsFacts {
  /** Who the API server takes us for; absent where it did not say. */
  readonly user: string | undefined;
  /** Where logs are to be read; absent: everywhere. */
  readonly namespace: string | undefined;
  readonly reviews: readonly ReviewedRight[];
  /** What a request for the pods was refused with. */
  readonly podsRefusal: KtError | undefined;
  /** What a request for a log was refused with; `none` where logs could be read, undefined where none was asked for. */
  readonly logsRefusal: KtError | "none" | undefined;
  readonly durationMs: number;
  /** Whether there is no such namespace: rights to it give nothing to read. */
  readonly isNamespaceMissing: boolean;
}

/** The rights that reading logs of pods takes, and those that only add to it. */
export function rightsToReview(namespace: string | undefined, name: string | undefined): readonly Right[] {
  return [
    { verb: "get", resource: "pods", namespace, name },
    { verb: "get", resource: "pods/log", namespace, name },
    { verb: "list", resource: "pods", namespace },
    { verb: "watch", resource: "pods", namespace },
    { verb: "list", resource: "events", namespace },
    { verb: "get", resource: "nodes" },
    { verb: "get", resource: "nodes/proxy" },
  ];
}

/** Whether a review says that we may; true where it says nothing. */
export function mayBeAllowed(reviews: readonly ReviewedRight[], verb: Right["verb"], resource: string): boolean {
  return reviews.find(({ right }) => right.verb === verb && right.resource === resource)?.answer !== "denied";
}

/** Judges the rights: what requests were answered counts before what reviews say. */
export function rightsHop(facts: RightsFacts): Hop {
  const { user = "you", namespace, reviews, durationMs, isNamespaceMissing } = facts;
  const about: Subject = { kind: "User", name: user };
  const denied = reviews.filter(({ answer }) => answer === "denied").map(({ right }) => right);
  const without = denied.filter(({ resource }) => resource !== "pods/log");
  const isUnknown = reviews.every(({ answer }) => answer === "unknown");
  const place = namespace === undefined ? "in the whole cluster" : `in namespace "${namespace}"`;
  const findings = findingsOf(facts, about);
  return seenHop({
    name: "rights",
    about,
    checked: "SelfSubjectAccessReview: get, list, watch pods; get pods/log; list events; get nodes, nodes/proxy",
    says: isUnknown
      ? "the API server does not tell; the requests themselves decide"
      : findings.length > 0
        ? `not enough ${place}`
        : isNamespaceMissing
          ? `enough, but there is no namespace "${namespace ?? ""}"`
          : `logs ${place} may be read${without.length === 0 ? "" : `; no right to ${without.map(shortText).join(", ")}`}`,
    durationMs,
    findings,
  });
}

function shortText({ verb, resource }: Right): string {
  return `${verb} ${resource}`;
}

function findingsOf(facts: RightsFacts, about: Subject): readonly Finding[] {
  const { podsRefusal, logsRefusal, namespace, reviews } = facts;
  const mayLogs = logsRefusal === undefined ? mayBeAllowed(reviews, "get", "pods/log") : logsRefusal === "none";
  const place = namespace === undefined ? "in the whole cluster" : `in namespace "${namespace}"`;
  const flag = namespace === undefined ? "-A" : `-n ${namespace}`;
  const evidence = reviews
    .filter(({ right }) => right.resource.startsWith("pods"))
    .map(({ right, answer }) => [`SelfSubjectAccessReview ${rightText(right)}`, answer] as const);
  if (!mayLogs) {
    const maySee = podsRefusal === undefined && mayBeAllowed(reviews, "get", "pods");
    return [
      finding({
        code: "no-right-to-logs",
        level: "broken",
        about,
        verdict: maySee
          ? `User "${about.name}" may see pods, but not read their logs ${place}: get pods/log is a right of its own.`
          : `User "${about.name}" may neither see pods nor read their logs ${place}.`,
        evidence: [...evidence, ["GET of a log", refusalText(logsRefusal)], ["GET of pods", refusalText(podsRefusal)]],
        causes: [
          {
            text: "no role that is bound to this user grants it",
            check: `kubectl auth can-i --list ${flag}`,
            fix: "someone with more rights runs the next command",
          },
        ],
        next: grantOf("log", facts),
      }),
    ];
  }
  if (podsRefusal === undefined) return [];
  return [
    finding({
      code: "no-right-to-pods",
      level: "broken",
      about,
      verdict: `User "${about.name}" may read logs, but not see the pods ${place}: kubectl asks for the pod first, and so fails.`,
      evidence: [...evidence, ["GET of pods", refusalText(podsRefusal)]],
      causes: [
        {
          text: "the role grants pods/log without pods",
          check: `kubectl auth can-i --list ${flag}`,
          fix: "someone with more rights runs the next command",
        },
      ],
      next: grantOf("", facts),
    }),
  ];
}

function refusalText(refusal: KtError | "none" | undefined): string | undefined {
  return refusal === "none" ? undefined : refusal?.message;
}

/** The commands that grant it. */
function grantOf(subresource: string, { user, namespace }: RightsFacts): string {
  const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
  const path = parseApiPath(`/api/v1${scope}/pods/NAME${subresource === "" ? "" : `/${subresource}`}`);
  const message = `User "${user ?? "USER"}" cannot get resource "pods${subresource === "" ? "" : "/log"}" in API group ""`;
  const { hint = "" } = explainForbidden("get", path, { what: "", message, contextFlag: "" });
  return hint.replace(/^.*?: /, "");
}
