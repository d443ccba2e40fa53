import { StatusError } from "../api/status.ts";
import type { AccessRule, FakeUser } from "./user.ts";

/** Something done to a resource. */
export interface ResourceAction {
  readonly verb: string;
  readonly group: string;
  /** Plural name. */
  readonly resource: string;
  readonly subresource?: string | undefined;
  /** Empty or absent: the whole cluster. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** Whether the user may do it. */
export function isAllowed(user: FakeUser, action: ResourceAction): boolean {
  return user.rules.some((rule) => allows(rule, action));
}

/** @throws StatusError 403 when the user may not do it (k8s.io/apiserver responsewriters/errors.go has the words). */
export function authorize(user: FakeUser, action: ResourceAction): void {
  if (isAllowed(user, action)) return;
  const { group, resource, name = "" } = action;
  const whole = action.subresource === undefined ? resource : `${resource}/${action.subresource}`;
  const scope = action.namespace ? `in the namespace "${action.namespace}"` : "at the cluster scope";
  const what = group === "" ? resource : `${resource}.${group}`;
  const message =
    `${what}${name === "" ? "" : ` "${name}"`} is forbidden: User "${user.name}" cannot ${action.verb} resource ` +
    `"${whole}" in API group "${group}" ${scope}`;
  const details = { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), kind: resource };
  throw new StatusError(403, "Forbidden", message, details);
}

/**
 * Health and version are for everyone, discovery for everyone with credentials, other paths for those
 * who may do everything (the default roles system:public-info-viewer and system:discovery).
 * @throws StatusError 403.
 */
export function authorizePath(user: FakeUser, verb: string, path: string): void {
  if (/^\/(version|healthz|livez|readyz)(\/|$)/.test(path)) return;
  if (user.groups?.includes("system:unauthenticated") !== true && /^\/(api|apis|openapi)(\/|$)/.test(path)) return;
  if (user.rules.some(({ verbs, resources }) => has(verbs, verb) && resources.includes("*"))) return;
  throw new StatusError(403, "Forbidden", `forbidden: User "${user.name}" cannot ${verb} path "${path}"`, {});
}

function allows(rule: AccessRule, action: ResourceAction): boolean {
  const whole = action.subresource === undefined ? action.resource : `${action.resource}/${action.subresource}`;
  return (
    has(rule.verbs, action.verb) &&
    has(rule.resources, whole) &&
    (rule.apiGroups === undefined || has(rule.apiGroups, action.group)) &&
    (rule.namespaces === undefined || rule.namespaces.includes(action.namespace ?? "")) &&
    (rule.resourceNames === undefined || rule.resourceNames.includes(action.name ?? ""))
  );
}

function has(list: readonly string[], wanted: string): boolean {
  return list.includes(wanted) || list.includes("*");
}
