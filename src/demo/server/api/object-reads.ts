import { replyJson } from "../http/exchange.ts";
import type { ApiObject } from "../world/api-object.ts";
import { apiVersionOf, type Resource } from "../world/resource.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { parseLabelSelector } from "./label-selector.ts";
import { parseInteger, parseResourceVersion } from "./query-values.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { badRequest, notFound, StatusError } from "./status.ts";
import { tableOf } from "./tables.ts";

/** Answers a GET of one object. */
export async function serveGet(cluster: ServedCluster, exchange: ResourceExchange): Promise<void> {
  const { reply, resource, target } = exchange;
  const object = findObject(cluster, resource, target);
  const { resourceVersion } = object.metadata;
  const table = tableOf(cluster, exchange, [object], { resourceVersion });
  if (table !== undefined) return replyJson(reply, 200, table);
  await replyJson(reply, 200, resource.kind === "Lease" ? renewed(cluster, object) : object);
}

/** A node's lease as its kubelet has it now; others stay as they are. */
function renewed({ world }: ServedCluster, object: ApiObject): ApiObject {
  const kubelet = world.findKubelet(object.metadata.name);
  if (kubelet === undefined) return object;
  const renewTime = new Date(world.clock.nowMs() - (kubelet.leaseAgeMs ?? 1000)).toISOString().replace("Z", "000Z");
  return { ...object, spec: { ...object.spec, renewTime } };
}

/** The object that a path names. @throws StatusError 404 when there is none. */
export function findObject(
  cluster: ServedCluster,
  resource: Resource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): ApiObject {
  const key = { resource, namespace: resource.isNamespaced ? namespace : "", name };
  const object = cluster.world.store.get(key);
  if (object === undefined) throw notFound(resource.group, resource.plural, name);
  return object;
}

/** Whether an object is one of those that `labelSelector` and `fieldSelector` ask for. */
export function selectorOf(resource: Resource, query: URLSearchParams): (object: ApiObject) => boolean {
  const hasLabels = parseLabelSelector(query.get("labelSelector") ?? "");
  const hasFields = parseFieldSelector(resource, query.get("fieldSelector") ?? "");
  return (object) => hasLabels(object.metadata.labels) && hasFields(object);
}

/** Where a list goes on: the items that were there when it began, as a real server's snapshot. */
interface Continuation {
  readonly version: number;
  readonly rest: readonly ApiObject[];
}

const continuations = new WeakMap<ServedCluster, Map<string, Continuation>>();

/** Answers a list, page by page when `limit` is given (410 when what a page goes on from is too old). */
export async function serveList(cluster: ServedCluster, exchange: ResourceExchange): Promise<void> {
  const { reply, request, resource, target } = exchange;
  const { query } = request;
  const isWanted = selectorOf(resource, query);
  const limit = Math.max(0, parseInteger(query.get("limit")) ?? 0);
  parseResourceVersion(query.get("resourceVersion"), (message) => badRequest(`invalid resource version: ${message}`));
  const token = query.get("continue");
  const { version, rest } =
    token === null
      ? {
          version: cluster.world.store.version,
          rest: cluster.world.store.list(resource, namespaceOf(resource, target)).filter(isWanted),
        }
      : resume(cluster, token);
  const page = limit === 0 ? rest : rest.slice(0, limit);
  const left = rest.slice(page.length);
  const metadata = {
    resourceVersion: String(version),
    ...(left.length === 0 ? {} : { continue: keep(cluster, { version, rest: left }), remainingItemCount: left.length }),
  };
  const table = tableOf(cluster, exchange, page, metadata);
  if (table !== undefined) return replyJson(reply, 200, table);
  await replyJson(reply, 200, {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata,
    items: page.map((object) => listItem(resource, object)),
  });
}

function namespaceOf(resource: Resource, target: { readonly namespace: string }): string {
  return resource.isNamespaced ? target.namespace : "";
}

/** Items of built-in lists say neither kind nor version; those of custom resources do. */
function listItem(resource: Resource, object: ApiObject): unknown {
  if (resource.group.includes(".")) return object;
  const { metadata, spec, status, ...rest } = object;
  const { apiVersion: _apiVersion, kind: _kind, ...other } = rest;
  return { metadata, ...(spec === undefined ? {} : { spec }), ...(status === undefined ? {} : { status }), ...other };
}

function keep(cluster: ServedCluster, continuation: Continuation): string {
  const known = continuations.get(cluster) ?? new Map<string, Continuation>();
  continuations.set(cluster, known);
  const start = continuation.rest[0]?.metadata.name ?? "";
  const token = Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: continuation.version, start, id: known.size }));
  known.set(token.toString("base64url"), continuation);
  return token.toString("base64url");
}

function resume(cluster: ServedCluster, token: string): Continuation {
  const continuation = continuations.get(cluster)?.get(token);
  if (continuation === undefined) throw badRequest("invalid continue token: continue key is not valid");
  if (continuation.version >= cluster.world.store.oldestVersion) return continuation;
  throw new StatusError(
    410,
    "Expired",
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
      "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
      "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
      "deleted between the time the first chunk was returned and now may show up in the list.",
  );
}
