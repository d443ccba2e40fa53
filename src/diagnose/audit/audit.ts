import type { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { look, type Look } from "../look.ts";
import type { Budget } from "../budget.ts";
import { type AuditedRight, type RbacSubject, readingVerbs, type Role, type RoleBinding } from "./rbac-objects.ts";

/** Somebody who may read, and why; keys and their order are those of the JSON form. */
export interface AuditRow {
  readonly subject: RbacSubject;
  readonly verbs: readonly string[];
  /** Only objects of these names; absent: all. */
  readonly resourceNames?: readonly string[];
  /** Absent: in the whole cluster. */
  readonly namespace?: string;
  readonly binding: { readonly kind: string; readonly name: string };
  readonly role: { readonly kind: string; readonly name: string };
}

/** Who may read something. */
export interface Audit {
  readonly right: string;
  /** Absent: everywhere. */
  readonly namespace?: string;
  readonly context: string;
  readonly server: string;
  readonly rows: readonly AuditRow[];
  /** What could not be looked at, and so may let more in. */
  readonly unseen: readonly string[];
  /** Rows that let in everybody, or everybody who is known. */
  readonly open: readonly AuditRow[];
}

/** What an audit looks through. */
export interface AuditRequest {
  readonly right: AuditedRight;
  /** Undefined: every namespace. */
  readonly namespace: string | undefined;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

const group = "/apis/rbac.authorization.k8s.io/v1";

/** Each list: of a large cluster they are some megabytes. */
const listMs = 8000;

/**
 * Finds who may read something by RBAC's roles and bindings. Other authorizers, and the group system:masters, which is
 * asked about nothing, are not in these.
 * @throws KtError when nothing could be looked at.
 */
export async function auditRight(client: KubeClient, request: AuditRequest): Promise<Audit> {
  const { right, namespace } = request;
  const place = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  const list = async <T extends Role | RoleBinding>(plural: string, where: string): Promise<Look<readonly T[]>> =>
    await look(plural, request.budget.limitMs(listMs), request.signal, async (signal) => {
      return (await client.list<T>(`${group}${where}/${plural}`, { signal })).items;
    });
  const [clusterRoles, clusterBindings, roles, bindings] = await Promise.all([
    list<Role>("clusterroles", ""),
    list<RoleBinding>("clusterrolebindings", ""),
    right.isNamespaced ? list<Role>("roles", place) : nothing,
    right.isNamespaced ? list<RoleBinding>("rolebindings", place) : nothing,
  ]);
  const looks = [clusterRoles, clusterBindings, roles, bindings];
  const failures = looks.flatMap((one): readonly KtError[] => (one.isSeen ? [] : [one.error]));
  const [first] = failures;
  if (first !== undefined && !clusterBindings.isSeen && !(bindings.isSeen && right.isNamespaced)) throw first;
  const rolesByKey = new Map<string, Role>([
    ...itemsOf(clusterRoles).map((role): [string, Role] => [keyOf("ClusterRole", "", role.metadata.name), role]),
    ...itemsOf(roles).map((role): [string, Role] => [
      keyOf("Role", role.metadata.namespace ?? "", role.metadata.name),
      role,
    ]),
  ]);
  const rows = [
    ...itemsOf(clusterBindings).flatMap((one) => rowsOf(one, "ClusterRoleBinding", rolesByKey, right)),
    ...itemsOf(bindings).flatMap((one) => rowsOf(one, "RoleBinding", rolesByKey, right)),
  ];
  return {
    right: right.resource,
    ...(right.isNamespaced && namespace !== undefined ? { namespace } : {}),
    context: client.context,
    server: client.server,
    rows,
    unseen: failures.map(({ message }) => message),
    open: rows.filter(({ subject }) => isEverybody(subject)),
  };
}

const nothing: Look<readonly never[]> = { isSeen: true, value: [], durationMs: 0 };

function itemsOf<T>(seen: Look<readonly T[]>): readonly T[] {
  return seen.isSeen ? seen.value : [];
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${kind === "ClusterRole" ? "" : namespace}/${name}`;
}

function rowsOf(
  { metadata, roleRef, subjects }: RoleBinding,
  kind: string,
  roles: ReadonlyMap<string, Role>,
  right: AuditedRight,
): readonly AuditRow[] {
  const role = roles.get(keyOf(roleRef.kind, metadata.namespace ?? "", roleRef.name));
  const granting = (role?.rules ?? []).filter((rule) => readingVerbs(rule, right.resource).length > 0);
  if (granting.length === 0) return [];
  const verbs = [...new Set(granting.flatMap((rule) => readingVerbs(rule, right.resource)))];
  const isWhole = granting.some(({ resourceNames = [] }) => resourceNames.length === 0);
  const resourceNames = isWhole ? [] : granting.flatMap((rule) => rule.resourceNames ?? []);
  return (subjects ?? []).map((subject) => ({
    subject: { kind: subject.kind, name: subject.name, ...(subject.namespace ? { namespace: subject.namespace } : {}) },
    verbs,
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
    ...(kind === "RoleBinding" && metadata.namespace !== undefined ? { namespace: metadata.namespace } : {}),
    binding: { kind, name: metadata.name },
    role: { kind: roleRef.kind, name: roleRef.name },
  }));
}

function isEverybody({ kind, name }: RbacSubject): boolean {
  if (kind === "User") return name === "system:anonymous";
  return (
    kind === "Group" && ["system:unauthenticated", "system:authenticated", "system:serviceaccounts"].includes(name)
  );
}
