import type { Kubelet } from "../world/kubelet.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import { internalServerError } from "./status.ts";

/**
 * What the API server answers when it cannot reach the kubelet (asked of a real 1.36.3): 500 with the
 * dialling error when nothing listens there, and nothing at all when the node is cut off, until the
 * client goes.
 */
export async function kubeletFailure(kubelet: Kubelet, exchange: ResourceExchange, container: string): Promise<void> {
  if (kubelet.state === "up" && kubelet.dialError === undefined) return;
  if (kubelet.state === "silent") {
    if (!exchange.signal.aborted) await new Promise((resolve) => exchange.signal.addEventListener("abort", resolve));
    throw internalServerError("context canceled");
  }
  const { namespace, name } = exchange.target;
  const query = kubeletQuery(exchange.request.query);
  const url = `https://${kubelet.address}/containerLogs/${namespace}/${name}/${container}${query}`;
  throw internalServerError(`Get "${url}": ${dialErrorOf(kubelet)}`);
}

/** What the dial to a kubelet fails with that does not hang. */
export function dialErrorOf({ dialError, address }: Kubelet): string {
  return dialError ?? `dial tcp ${address}: connect: connection refused`;
}

/** What the API server passes on, in Go's order of names. */
function kubeletQuery(query: URLSearchParams): string {
  const names = ["follow", "limitBytes", "previous", "sinceSeconds", "sinceTime", "tailLines", "timestamps"];
  const passed = new URLSearchParams(names.flatMap((name) => (query.has(name) ? [[name, query.get(name) ?? ""]] : [])));
  return passed.size === 0 ? "" : `?${passed.toString()}`;
}
