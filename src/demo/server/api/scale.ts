import { replyJson } from "../http/exchange.ts";
import { findObject } from "./object-reads.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { unknownResource } from "./status.ts";

/** Answers a GET of the `scale` subresource: replicas, and the pods' selector as text. */
export async function serveScale(cluster: ServedCluster, exchange: ResourceExchange): Promise<void> {
  const { reply, resource, target } = exchange;
  if (!resource.isScalable) throw unknownResource();
  const { metadata, spec = {}, status = {} } = findObject(cluster, resource, target);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  await replyJson(reply, 200, {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec["replicas"] },
    status: { replicas: status["replicas"], selector: selectorText(spec["selector"]) },
  });
}

function selectorText(selector: unknown): string {
  const { matchLabels = selector } = (selector ?? {}) as { readonly matchLabels?: unknown };
  return Object.entries(matchLabels as Readonly<Record<string, string>>)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");
}
