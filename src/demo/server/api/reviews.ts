import { isAllowed } from "../access/authorization.ts";
import type { FakeUser } from "../access/user.ts";
import { type Exchange, replyJson } from "../http/exchange.ts";
import type { ResourceRequest } from "./resource-request.ts";
import { StatusError, unknownResource } from "./status.ts";

/** Groups whose objects are questions. */
export const reviewGroups: readonly string[] = ["authorization.k8s.io", "authentication.k8s.io"];

/** Answers `selfsubjectaccessreviews` and `selfsubjectrulesreviews`, which everyone may ask, and `selfsubjectreviews`, which everyone with credentials may. */
export async function serveReview(
  { request, reply }: Exchange,
  target: ResourceRequest,
  user: FakeUser,
): Promise<void> {
  const { spec = {} } = parseReview(request.headers["content-type"] ?? "", await request.body());
  if (target.resource === "selfsubjectreviews") return replyJson(reply, 201, identityOf(user));
  const common = { apiVersion: "authorization.k8s.io/v1", metadata: { creationTimestamp: null }, spec };
  switch (target.resource) {
    case "selfsubjectaccessreviews":
      return replyJson(reply, 201, { kind: "SelfSubjectAccessReview", ...common, status: accessOf(user, spec) });
    case "selfsubjectrulesreviews":
      return replyJson(reply, 201, { kind: "SelfSubjectRulesReview", ...common, status: rulesOf(user, spec) });
    default:
      throw unknownResource();
  }
}

function identityOf({ name, groups = [] }: FakeUser): unknown {
  if (name === "system:anonymous") {
    const message =
      'selfsubjectreviews.authentication.k8s.io is forbidden: User "system:anonymous" cannot create resource ' +
      '"selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope';
    const details = { group: "authentication.k8s.io", kind: "selfsubjectreviews" };
    throw new StatusError(403, "Forbidden", message, details);
  }
  return {
    kind: "SelfSubjectReview",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { creationTimestamp: null },
    status: { userInfo: { username: name, groups: [...groups, "system:authenticated"] } },
  };
}

function parseReview(contentType: string, body: Buffer): { readonly spec?: ReviewSpec } {
  if (contentType.startsWith("application/json")) return JSON.parse(body.toString()) as { readonly spec?: ReviewSpec };
  const message =
    "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml";
  throw new StatusError(415, "UnsupportedMediaType", message, {});
}

interface ReviewSpec {
  readonly namespace?: string;
  readonly resourceAttributes?: {
    readonly verb?: string;
    readonly group?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
}

function accessOf(user: FakeUser, { resourceAttributes = {} }: ReviewSpec): unknown {
  const { verb = "", group = "", resource = "", ...rest } = resourceAttributes;
  const subresource = rest.subresource === "" ? undefined : rest.subresource;
  return isAllowed(user, { ...rest, verb, group, resource, subresource })
    ? { allowed: true, reason: "RBAC: allowed by a rule of the demonstration cluster" }
    : { allowed: false };
}

function rulesOf(user: FakeUser, { namespace = "" }: ReviewSpec): unknown {
  const resourceRules = user.rules
    .filter(({ namespaces }) => namespaces === undefined || namespaces.includes(namespace))
    .map(({ verbs, resources, apiGroups = [""], resourceNames }) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames === undefined ? {} : { resourceNames }),
    }));
  return { resourceRules, nonResourceRules: [], incomplete: false };
}
