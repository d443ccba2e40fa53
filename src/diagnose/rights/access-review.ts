import type { KubeClient } from "../../kube/client.ts";
import { look } from "../look.ts";

/** Something that one may be allowed to do. */
export interface Right {
  readonly verb: "get" | "list" | "watch";
  /** As in `pods/log`. */
  readonly resource: string;
  /** Empty or absent: in the whole cluster. */
  readonly namespace?: string | undefined;
  /** Only this object. */
  readonly name?: string | undefined;
}

/** Whether the API server says that we may; `unknown` where it does not say. */
export type RightAnswer = "allowed" | "denied" | "unknown";

/** A right, and what a review says of it. It explains; the request itself decides. */
export interface ReviewedRight {
  readonly right: Right;
  readonly answer: RightAnswer;
}

const reviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/** Asks whether we may do these things. */
export async function reviewRights(
  client: KubeClient,
  rights: readonly Right[],
  limitMs: number,
  signal: AbortSignal,
): Promise<readonly ReviewedRight[]> {
  return await Promise.all(
    rights.map(async (right) => {
      const answer = await look(rightText(right), limitMs, signal, (within) =>
        client.post<{ readonly status?: { readonly allowed?: boolean } }>(reviewPath, reviewOf(right), {
          signal: within,
        }),
      );
      const allowed = answer.isSeen ? answer.value.status?.allowed : undefined;
      return { right, answer: allowed === undefined ? "unknown" : allowed ? "allowed" : "denied" };
    }),
  );
}

/** `get pods/log in namespace "shop"`. */
export function rightText({ verb, resource, namespace }: Right): string {
  return `${verb} ${resource}${namespace ? ` in namespace "${namespace}"` : ""}`;
}

function reviewOf({ verb, resource, namespace, name }: Right): unknown {
  const [plural = "", subresource] = resource.split("/");
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: { verb, resource: plural, subresource, namespace, name } },
  };
}
