/** What a path under `/api/v1` or `/apis/GROUP/VERSION` names. */
export interface ResourceRequest {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural name. */
  readonly resource: string;
  /** Empty: none, or all of them. */
  readonly namespace: string;
  /** Empty: the collection. */
  readonly name: string;
  readonly subresource: string | undefined;
}

/**
 * Reads a path as the API server does (kubernetes v1.36.3 k8s.io/apiserver pkg/endpoints/request/requestinfo.go).
 * @returns undefined when it names no resource: `/version`, `/api`, `/apis/apps`, `/apis/apps/v1`.
 */
export function parseResourcePath(path: string): ResourceRequest | undefined {
  const [root = "", ...parts] = path
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  if (root !== "api" && root !== "apis") return undefined;
  const group = root === "apis" ? (parts.shift() ?? "") : "";
  const version = parts.shift() ?? "";
  let namespace = "";
  if (parts[0] === "namespaces" && parts.length > 2) {
    parts.shift();
    namespace = parts.shift() ?? "";
  }
  const [resource, name = "", subresource] = parts;
  if (resource === undefined) return undefined;
  const isNamespace = resource === "namespaces" && namespace === "";
  return {
    group,
    version,
    resource,
    namespace: isNamespace ? name : namespace,
    name,
    subresource,
  };
}
