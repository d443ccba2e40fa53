/** A type of objects that the API server serves. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As in paths and rights: `deployments`. */
  readonly plural: string;
  /** As in messages: `deployment`. */
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly isNamespaced: boolean;
  /** Whether it has the subresource `scale`, which may carry a selector of pods. */
  readonly hasScale: boolean;
}

/** Path of the objects of a type, in one namespace or, without one, in all. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const root = type.group === "" ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const place = type.isNamespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${root}${place}/${type.plural}`;
}

/** Path of one object. */
export function objectPath(type: ResourceType, namespace: string | undefined, name: string): string {
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`;
}

/** The type as rights name it: `deployments.apps`, `pods`. */
export function qualifiedPlural(type: ResourceType): string {
  return type.group === "" ? type.plural : `${type.plural}.${type.group}`;
}

/** The group of an `apiVersion`: `apps` of `apps/v1`, empty of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/**
 * Whether a word as kubectl takes it means this type: `deploy`, `Deployments`, `deployment.apps`,
 * `deployments.v1.apps`, `pods.v1.` (kubernetes v1.36.3 `schema.ParseResourceArg`).
 */
export function isWordFor(type: ResourceType, word: string): boolean {
  const [name = "", ...rest] = word.toLowerCase().split(".");
  const isName = name === type.plural || name === type.singular || name === type.kind.toLowerCase();
  if (!isName && !type.shortNames.includes(name)) return false;
  const qualifier = rest.join(".");
  return rest.length === 0 || qualifier === type.group || qualifier === `${type.version}.${type.group}`;
}
