import type { ApiObject } from "../world/api-object.ts";
import type { Resource } from "../world/resource.ts";
import { badRequest } from "./status.ts";

const podFields = [
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.schedulerName",
  "spec.serviceAccountName",
  "status.phase",
  "status.podIP",
];
const eventFields = [
  "involvedObject.kind",
  "involvedObject.name",
  "involvedObject.namespace",
  "involvedObject.uid",
  "reason",
  "type",
];

/**
 * Reads a field selector with the fields that the resource has (kubernetes v1.36.3
 * pkg/apis/core/v1/conversion.go; pkg/registry/core/pod/strategy.go, ToSelectableFields).
 * @throws StatusError 400 for another field.
 */
export function parseFieldSelector(resource: Resource, text: string): (object: ApiObject) => boolean {
  const terms = text
    .split(",")
    .filter((term) => term !== "")
    .map((term) => parseTerm(resource, term));
  return (object) => terms.every(({ path, value, isEqual }) => (fieldOf(object, path) === value) === isEqual);
}

function parseTerm(resource: Resource, term: string): { path: string; value: string; isEqual: boolean } {
  const [, path = "", operator = "", value = ""] = /^([^!=]+)(==|=|!=)(.*)$/.exec(term) ?? [];
  if (operator === "") throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const more = resource.kind === "Pod" ? podFields : resource.kind === "Event" ? eventFields : [];
  const known = ["metadata.name", ...(resource.isNamespaced ? ["metadata.namespace"] : []), ...more];
  if (!known.includes(path)) throw badRequest(`field label not supported: ${path}`);
  return { path, value, isEqual: operator !== "!=" };
}

function fieldOf(object: ApiObject, path: string): string {
  let value: unknown = object;
  for (const key of path.split(".")) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === "string" ? value : "";
}
