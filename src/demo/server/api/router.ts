import { authorize, authorizePath, type ResourceAction } from "../access/authorization.ts";
import type { FakeUser } from "../access/user.ts";
import { type Exchange, replyBody, replyJson } from "../http/exchange.ts";
import type { Resource } from "../world/resource.ts";
import { serveDiscovery } from "./discovery.ts";
import { serveGet, serveList } from "./object-reads.ts";
import { serveNodeProxy } from "./node-proxy.ts";
import { servePodLog } from "./pod-log.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import { parseResourcePath, type ResourceRequest } from "./resource-request.ts";
import { reviewGroups, serveReview } from "./reviews.ts";
import { serveScale } from "./scale.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { StatusError, unknownResource } from "./status.ts";
import { serveWatch } from "./watch.ts";

/**
 * Answers one request by whom it is from and what it names; errors become answers. Over HTTP/2 whoever shows no credentials, or
 * some that do not count, gets one answer and no other on that connection (k8s.io/apiserver v0.36
 * pkg/endpoints/filters/authentication.go).
 */
export async function serve(
  cluster: ServedCluster,
  exchange: Exchange,
  onUser: (user: FakeUser) => void,
): Promise<void> {
  try {
    const user = cluster.users.authenticate(exchange.request);
    onUser(user);
    if (user.name === "system:anonymous") exchange.reply.goAway();
    await route(cluster, exchange, user);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.status.code === 401) exchange.reply.goAway();
    await replyStatus(exchange, error);
  }
}

/** Answers with a Status. */
export async function replyStatus({ reply }: Exchange, { status }: StatusError): Promise<void> {
  const seconds = status.details?.retryAfterSeconds;
  await replyJson(reply, status.code, status, seconds === undefined ? {} : { "retry-after": String(seconds) });
}

async function route(cluster: ServedCluster, exchange: Exchange, user: FakeUser): Promise<void> {
  const { method, path, query } = exchange.request;
  const target = parseResourcePath(path);
  if (target === undefined) {
    authorizePath(user, method.toLowerCase(), path);
    if (!(await serveDiscovery(cluster, exchange))) await replyPageNotFound(exchange);
    return;
  }
  const isReview = reviewGroups.includes(target.group);
  const verb = verbOf(method, target, query);
  if (!isReview) authorize(user, actionOf(verb, target, query));
  if (isReview && method === "POST") return serveReview(exchange, target, user);
  const { group: wanted } = target;
  if (!cluster.world.resources.some(({ group }) => group === wanted)) return replyPageNotFound(exchange);
  const resource = cluster.world.resources.find(
    ({ group, version, plural }) => group === target.group && version === target.version && plural === target.resource,
  );
  if (resource === undefined || !isRightlyPlaced(resource, target)) throw unknownResource();
  await serveResource(cluster, { ...exchange, target, resource, user }, verb);
}

async function serveResource(cluster: ServedCluster, exchange: ResourceExchange, verb: string): Promise<void> {
  const { resource, target, request } = exchange;
  if (resource.kind === "Node" && target.subresource === "proxy") return serveNodeProxy(cluster, exchange);
  if (request.method !== "GET") {
    const message = "the server does not allow this method on the requested resource";
    throw new StatusError(405, "MethodNotAllowed", message, {});
  }
  switch (target.subresource) {
    case undefined:
    case "status":
      if (verb === "watch") return serveWatch(cluster, exchange);
      return target.name === "" ? serveList(cluster, exchange) : serveGet(cluster, exchange);
    case "log":
      if (resource.kind === "Pod") return servePodLog(cluster, exchange);
      throw unknownResource();
    case "scale":
      return serveScale(cluster, exchange);
    default:
      throw unknownResource();
  }
}

function verbOf(method: string, target: ResourceRequest, query: URLSearchParams): string {
  if (method === "POST") return "create";
  if (method === "PUT") return "update";
  if (method !== "GET") return method.toLowerCase();
  if (target.name !== "") return "get";
  const watch = query.get("watch");
  return watch !== null && watch !== "0" && watch !== "false" ? "watch" : "list";
}

function actionOf(verb: string, target: ResourceRequest, query: URLSearchParams): ResourceAction {
  const { group, resource, subresource, namespace } = target;
  // A collection narrowed to one name counts as that object.
  const [, named] = /^metadata\.name==?([^,]+)$/.exec(query.get("fieldSelector") ?? "") ?? [];
  return { verb, group, resource, subresource, namespace, name: target.name === "" ? named : target.name };
}

/** Objects of a namespace have their namespace in the path, others do not. */
function isRightlyPlaced(resource: Resource, { namespace, name, resource: plural }: ResourceRequest): boolean {
  if (resource.isNamespaced) return namespace !== "" || name === "";
  return namespace === "" || plural === "namespaces";
}

async function replyPageNotFound({ reply }: Exchange): Promise<void> {
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  await replyBody(reply, 404, headers, Buffer.from("404 page not found\n"));
}
