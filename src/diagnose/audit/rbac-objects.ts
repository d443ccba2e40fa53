import type { KubeObject } from "../../kube/objects.ts";

/** The part of RBAC's objects that an audit reads, as in their JSON. */
export interface Role extends KubeObject {
  readonly rules?: readonly PolicyRule[] | null;
}

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

export interface RoleBinding extends KubeObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly RbacSubject[] | null;
}

export interface RbacSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** A right as `--audit` names it: a resource of the core group, with its subresource. */
export interface AuditedRight {
  /** As in `nodes/proxy`. */
  readonly resource: string;
  /** Whether objects of it are in namespaces. */
  readonly isNamespaced: boolean;
}

/**
 * The verbs by which a rule lets the resource be read; none when it does not (kubernetes v1.36.3
 * pkg/apis/rbac/v1/evaluation_helpers.go: `*` is everything, `*` with a subresource is that of every resource).
 */
export function readingVerbs(
  { verbs, apiGroups = [], resources = [] }: PolicyRule,
  resource: string,
): readonly string[] {
  const [, subresource = ""] = resource.split("/");
  const isGroup = apiGroups.includes("") || apiGroups.includes("*");
  const isResource = resources.some(
    (one) => one === "*" || one === resource || (subresource !== "" && one === `*/${subresource}`),
  );
  if (!isGroup || !isResource) return [];
  return verbs.includes("*") || verbs.includes("get") ? verbs : [];
}
