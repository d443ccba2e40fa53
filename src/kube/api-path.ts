/** What a path of the Kubernetes API speaks of. */
export interface ApiPath {
  /** Empty for the core group. */
  readonly group: string;
  readonly namespace: string | undefined;
  /** Plural, as in `pods`; undefined for paths that are no resource, such as `/version`. */
  readonly resource: string | undefined;
  readonly name: string | undefined;
  /** Such as `log`. */
  readonly subresource: string | undefined;
}

/** Takes a path of the API apart; what is not a resource's path has only undefined parts. */
export function parseApiPath(path: string): ApiPath {
  const segments = (path.split("?", 1)[0] ?? "").split("/").filter((segment) => segment !== "");
  const start = segments[0] === "api" ? 2 : segments[0] === "apis" ? 3 : undefined;
  const group = segments[0] === "apis" ? (segments[1] ?? "") : "";
  const rest = start === undefined ? [] : segments.slice(start).map(decodeURIComponent);
  const isNamespaced = rest[0] === "namespaces" && rest.length > 2;
  const [resource, name, subresource] = isNamespaced ? rest.slice(2) : rest;
  return { group, namespace: isNamespaced ? rest[1] : undefined, resource, name, subresource };
}

/** The object or collection in words: `pod "web-1" in namespace "shop"`, `pods in namespace "shop"`. */
export function describeObject(path: ApiPath, fallback: string): string {
  if (path.resource === undefined) return fallback;
  const where = path.namespace === undefined ? "" : ` in namespace "${path.namespace}"`;
  if (path.name === undefined) return `${path.resource}${where}`;
  const what = `${singular(path.resource)} "${path.name}"${where}`;
  return path.subresource === undefined ? what : `${path.subresource} of ${what}`;
}

/** `pods` with its group and subresource as RBAC and `kubectl auth can-i` write it: `deployments.apps`, `pods/log`. */
export function rbacResource(path: ApiPath): string {
  const subresource = path.subresource === undefined ? "" : `/${path.subresource}`;
  return `${path.resource ?? ""}${path.group === "" ? "" : `.${path.group}`}${subresource}`;
}

function singular(resource: string): string {
  if (resource.endsWith("ies")) return `${resource.slice(0, -3)}y`;
  if (/(ss|x|ch)es$/.test(resource)) return resource.slice(0, -2);
  return resource.replace(/s$/, "");
}
