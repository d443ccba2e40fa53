import { type Exchange, replyBody, replyJson } from "../http/exchange.ts";
import type { Kubelet } from "../world/kubelet.ts";
import { findNodeFile, listNodeFolder } from "./node-folders.ts";
import { serveJournalQuery } from "./journal-query.ts";
import { dialErrorOf } from "./kubelet-failure.ts";
import { parseByteRange } from "./byte-range.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { internalServerError, notFound, serviceUnavailable } from "./status.ts";

/**
 * Answers `nodes/NAME/proxy/logs/...` with the node's files below `/var/log`, or with its journal. Of a kubelet whose
 * `enableSystemLogQuery` is off, whatever the query, Go's file server answers (kubernetes v1.36.3
 * pkg/kubelet/server/server.go; asked of a real one).
 */
export async function serveNodeProxy(cluster: ServedCluster, exchange: ResourceExchange): Promise<void> {
  const { request, target, signal } = exchange;
  const kubelet = cluster.world.findKubelet(target.name);
  if (kubelet === undefined) throw notFound("", "nodes", target.name);
  await reach(kubelet, signal);
  if (request.path.endsWith("/proxy/healthz")) return replyBody(exchange.reply, 200, plainText, Buffer.from("ok"));
  if (request.path.endsWith("/proxy/configz")) return replyJson(exchange.reply, 200, configurationOf(kubelet));
  const path = pathOfLogs(request.path);
  if (path === undefined) return replyNotFound(exchange);
  if (!kubelet.hasLogHandler) {
    return replyBody(exchange.reply, 405, plainText, Buffer.from("logs endpoint is disabled.\n"));
  }
  if (request.method !== "GET") {
    const headers = { allow: "GET", "content-type": "text/plain; charset=utf-8" };
    return replyBody(exchange.reply, 405, headers, Buffer.from("405: Method Not Allowed"));
  }
  if (kubelet.hasLogQuery && request.query.size > 0) {
    if (path === "/") return serveJournalQuery(exchange, kubelet);
    return replyBody(exchange.reply, 406, plainText, Buffer.from("path not allowed in query mode\n"));
  }
  const isFolder = path.endsWith("/");
  const parts = path.split("/").filter((part) => part !== "");
  const names = listNodeFolder(cluster.world, target.name, parts);
  if (names !== undefined) return isFolder ? replyListing(exchange, names) : replyMoved(exchange, `${parts.at(-1)}/`);
  const file = findNodeFile(cluster.world, target.name, parts);
  if (file === undefined) return replyNotFound(exchange);
  if (isFolder) return replyMoved(exchange, `../${parts.at(-1)}`);
  return replyFile(exchange, file.name, file.stored());
}

function configurationOf({ hasLogHandler, hasLogQuery, featureGates }: Kubelet): unknown {
  return {
    kubeletconfig: { enableSystemLogHandler: hasLogHandler, enableSystemLogQuery: hasLogQuery, featureGates },
  };
}

/** Nothing listens there, or nothing answers until the client goes. */
async function reach(kubelet: Kubelet, signal: AbortSignal): Promise<void> {
  const { state, dialError } = kubelet;
  if (state === "up" && dialError === undefined) return;
  if (state !== "silent") throw serviceUnavailable(`error trying to reach service: ${dialErrorOf(kubelet)}`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  throw internalServerError("context canceled");
}

/** What stands behind `proxy/logs`; undefined for other paths of the kubelet. */
function pathOfLogs(path: string): string | undefined {
  const [, below] = /^\/api\/v1\/nodes\/[^/]+\/proxy\/logs(\/.*)$/.exec(path) ?? [];
  return below === undefined ? undefined : decodeURIComponent(below);
}

async function replyListing({ reply }: Exchange, names: readonly string[]): Promise<void> {
  const links = names.toSorted().map((name) => `<a href="${encodeURI(name)}">${name}</a>\n`);
  const page = `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links.join("")}</pre>\n`;
  await replyBody(reply, 200, { "content-type": "text/html; charset=utf-8" }, Buffer.from(page));
}

async function replyMoved({ reply }: Exchange, location: string): Promise<void> {
  await replyBody(reply, 301, { location }, Buffer.alloc(0));
}

async function replyNotFound({ reply }: Exchange): Promise<void> {
  await replyBody(reply, 404, plainText, Buffer.from("404 page not found\n"));
}

const plainText = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };

async function replyFile({ request, reply }: Exchange, name: string, bytes: Buffer): Promise<void> {
  const headers = { "content-type": contentType(name), "accept-ranges": "bytes" };
  const wanted = request.headers["range"];
  // An empty file is sent whole, whatever part of it was asked for.
  if (wanted === undefined || bytes.length === 0) return replyBody(reply, 200, headers, bytes);
  const range = parseByteRange(wanted, bytes.length);
  if (range === "invalid") return replyBody(reply, 416, plainText, Buffer.from("invalid range\n"));
  if (range === "beyond") {
    const size = { ...plainText, "content-range": `bytes */${bytes.length}` };
    return replyBody(reply, 416, size, Buffer.from("invalid range: failed to overlap\n"));
  }
  const place = { "content-range": `bytes ${range.start}-${range.end - 1}/${bytes.length}` };
  await replyBody(reply, 206, { ...headers, ...place }, bytes.subarray(range.start, range.end));
}

function contentType(name: string): string {
  if (name.endsWith(".log")) return "text/x-log; charset=utf-8";
  return name.endsWith(".gz") ? "application/gzip" : "text/plain; charset=utf-8";
}
