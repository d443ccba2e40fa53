import { parseApiPath } from "../../kube/api-path.ts";
import { explainForbidden } from "../../kube/failures/forbidden.ts";
import type { Finding, Hop, Subject } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { type ReviewedRight, type Right, rightText } from "./access-review.ts";
import { mayBeAllowed } from "./rights-hop.ts";

/** The rights that looking at a node and reading its logs takes. */
export const nodeRights: readonly Right[] = [
  { verb: "get", resource: "nodes" },
  { verb: "get", resource: "nodes/proxy" },
];

/** What is known of the rights to a node. */
export interface NodeRightsFacts {
  readonly user: string | undefined;
  readonly reviews: readonly ReviewedRight[];
  readonly durationMs: number;
}

/** Judges the rights to nodes: without nodes/proxy there are no logs of nodes. */
export function nodeRightsHop({ user = "you", reviews, durationMs }: NodeRightsFacts): Hop {
  const about: Subject = { kind: "User", name: user };
  const mayProxy = mayBeAllowed(reviews, "get", "nodes/proxy");
  const maySee = mayBeAllowed(reviews, "get", "nodes");
  return seenHop({
    name: "rights",
    about,
    checked: "SelfSubjectAccessReview: get nodes, nodes/proxy",
    says: mayProxy
      ? `logs of nodes may be read${maySee ? "" : "; no right to get nodes"}`
      : "not enough for logs of nodes",
    durationMs,
    findings: mayProxy ? [] : [proxyFinding(about, reviews)],
  });
}

function proxyFinding(about: Subject, reviews: readonly ReviewedRight[]): Finding {
  const path = parseApiPath("/api/v1/nodes/NAME/proxy");
  const message = `User "${about.name}" cannot get resource "nodes/proxy" in API group ""`;
  const { hint = "" } = explainForbidden("get", path, { what: "", message, contextFlag: "" });
  return finding({
    code: "no-right-to-node-logs",
    level: "problem",
    about,
    verdict: `User "${about.name}" may not read logs of nodes: that takes the right to get nodes/proxy.`,
    evidence: reviews.map(({ right, answer }) => [`SelfSubjectAccessReview ${rightText(right)}`, answer] as const),
    causes: [{ text: "no role that is bound to this user grants it", fix: hint }],
    next: "kubectl auth can-i --list",
  });
}
