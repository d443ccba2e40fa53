import type { ApiObject } from "../world/api-object.ts";
import type { StoreEvent } from "../world/object-store.ts";
import { apiVersionOf } from "../world/resource.ts";
import { selectorOf } from "./object-reads.ts";
import { parseBoolean, parseInteger, parseResourceVersion } from "./query-values.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { expired, StatusError } from "./status.ts";
import { tableOf } from "./tables.ts";

/**
 * Answers a watch: one JSON object a line. Without a resource version, or with 0, what is there comes
 * first as ADDED. A version that is too old is an ERROR frame in an answer with status 200, as a real API
 * server has it; so is one below a compaction that happens while the watch sleeps.
 */
export async function serveWatch(cluster: ServedCluster, exchange: ResourceExchange): Promise<void> {
  const { reply, request, resource, target, signal } = exchange;
  const { query } = request;
  const { store } = cluster.world;
  const isWanted = selectorOf(resource, query);
  const since = parseResourceVersion(
    query.get("resourceVersion"),
    (message) => new StatusError(500, undefined, message),
  );
  const timeoutMs = (parseInteger(query.get("timeoutSeconds")) ?? 0) * 1000;
  const namespace = resource.isNamespaced ? target.namespace : "";
  const isHere = (object: ApiObject): boolean => namespace === "" || object.metadata.namespace === namespace;
  await reply.head(200, { "content-type": "application/json" });

  const frames = new FrameWriter(
    (frame) => void reply.write(Buffer.from(`${JSON.stringify(frame)}\n`)),
    (object) => tableOf(cluster, exchange, [object], {}) ?? object,
  );
  const tell = (event: StoreEvent): void => {
    if (event.resource === resource && isHere(event.object)) frames.change(event, isWanted);
  };
  if (since > 0 && since < store.oldestVersion) {
    frames.write("ERROR", expired(`too old resource version: ${since} (${store.oldestVersion})`).status);
    return reply.end();
  }
  const hasBookmarks = parseBoolean(query.get("allowWatchBookmarks"));
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => {
    const metadata = { resourceVersion: String(store.version), ...(annotations ? { annotations } : {}) };
    frames.write("BOOKMARK", { kind: resource.kind, apiVersion: apiVersionOf(resource), metadata });
  };
  if (since === 0) {
    for (const object of store.list(resource, namespace).filter(isWanted)) frames.show("ADDED", object);
    if (parseBoolean(query.get("sendInitialEvents"))) bookmark({ "k8s.io/initial-events-end": "true" });
  } else {
    for (const event of store.eventsAfter(resource, since)) tell(event);
  }
  const stop = store.onChange(tell);
  const timer = hasBookmarks ? setInterval(bookmark, cluster.bookmarkIntervalMs) : undefined;
  await untilOver(signal, timeoutMs);
  stop();
  clearInterval(timer);
  if (hasBookmarks) bookmark();
  await reply.end();
}

class FrameWriter {
  readonly #send: (frame: unknown) => void;
  readonly #shown: (object: ApiObject) => unknown;

  /** @param shown What an object is sent as. */
  constructor(send: (frame: unknown) => void, shown: (object: ApiObject) => unknown) {
    this.#send = send;
    this.#shown = shown;
  }

  write(type: string, object: unknown): void {
    this.#send({ type, object });
  }

  show(type: string, object: ApiObject): void {
    this.write(type, this.#shown(object));
  }

  /** An object that begins or ceases to match is ADDED or DELETED for this watch, whatever happened to it. */
  change(event: StoreEvent, isWanted: (object: ApiObject) => boolean): void {
    const isNow = event.type !== "DELETED" && isWanted(event.object);
    const before = event.type === "DELETED" ? event.object : event.previous;
    const wasBefore = before !== undefined && isWanted(before);
    if (isNow) this.show(wasBefore ? "MODIFIED" : "ADDED", event.object);
    else if (wasBefore) this.show("DELETED", event.type === "DELETED" ? event.object : leaving(before, event.version));
  }
}

function leaving(object: ApiObject, version: number): ApiObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

function untilOver(signal: AbortSignal, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = timeoutMs > 0 ? setTimeout(resolve, timeoutMs) : undefined;
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
