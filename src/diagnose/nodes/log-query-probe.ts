import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { asRecord } from "../../kube/json-value.ts";
import { readAll } from "../../kube/read-body.ts";
import { StatusError } from "../../kube/failures/status-error.ts";
import { look, type Look } from "../look.ts";

/** What a kubelet answers to a query of its node's journals. */
export type QueryAnswer =
  /** Lines of a journal, or none that match. */
  | "journal"
  /** The names of files in `/var/log`, whatever is asked: the query is off. */
  | "listing"
  /** 405: the whole endpoint is off. */
  | "disabled"
  /** 404: the kubelet does not know the endpoint. */
  | "unknown"
  /** It takes queries, and fails at this one. */
  | "failure";

/** The switches of a kubelet's configuration that decide about queries; absent: not set, so as the version has it. */
export interface QuerySwitches {
  readonly enableSystemLogHandler?: boolean;
  readonly enableSystemLogQuery?: boolean;
  /** Of the feature gate NodeLogQuery. */
  readonly gate?: boolean;
}

/** What was seen of the queries that a kubelet takes. */
export interface LogQueryFacts {
  readonly answer: Look<{ readonly kind: QueryAnswer; readonly text: string }>;
  /** Its running configuration, as it tells it itself. */
  readonly switches: Look<QuerySwitches>;
  /** Requests for logs of the node since the kubelet started, by its own metrics. */
  readonly served: Look<number>;
}

/** How a kubelet is asked. */
export interface LogQueryLooking {
  readonly client: KubeClient;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Asks a kubelet for the last line of its own journal, for its configuration, and for its metrics. */
export async function probeLogQuery(name: string, looking: LogQueryLooking): Promise<LogQueryFacts> {
  const { client, limitMs, signal } = looking;
  const proxy = `/api/v1/nodes/${encodeURIComponent(name)}/proxy`;
  const [answer, switches, served] = await Promise.all([
    look("a query of the kubelet's journal", limitMs, signal, (within) => ask(client, `${proxy}/logs/`, within)),
    look("the kubelet's configuration", limitMs, signal, async (within) =>
      switchesOf(await client.get<unknown>(`${proxy}/configz`, { signal: within })),
    ),
    look("the kubelet's metrics", limitMs, signal, async (within) => {
      await using body = await client.stream(`${proxy}/metrics`, { signal: within });
      return requestsIn((await readAll(body, mostMetricBytes)).toString("latin1"));
    }),
  ]);
  return { answer, switches, served };
}

/** Of a large node's kubelet metrics are some megabytes. */
const mostMetricBytes = 16 * 1024 * 1024;
const mostBytes = 4096;

async function ask(
  client: KubeClient,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly kind: QueryAnswer; readonly text: string }> {
  try {
    await using body = await client.stream(path, { query: { query: "kubelet", tailLines: 1 }, signal });
    const text = (await readAll(body, mostBytes)).toString("utf8");
    if (body.headers["content-type"]?.startsWith("text/html") === true) return { kind: "listing", text: "" };
    const isFailure = /^\s*(?:No journal files were|Failed to |error: |failed to |log not found|options present)/.test(
      text,
    );
    return { kind: isFailure ? "failure" : "journal", text: text.trim() };
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== "") throw error;
    if (error.status === 405) return { kind: "disabled", text: error.message };
    if (error.status === 404) return { kind: "unknown", text: error.message };
    throw error;
  }
}

function switchesOf(document: unknown): QuerySwitches {
  const config = asRecord(asRecord(document)?.["kubeletconfig"]);
  if (config === undefined) throw new KtError("KT_API", "the kubelet's configz holds no configuration");
  return {
    ...flagOf("enableSystemLogHandler", config["enableSystemLogHandler"]),
    ...flagOf("enableSystemLogQuery", config["enableSystemLogQuery"]),
    ...flagOf("gate", asRecord(config["featureGates"])?.["NodeLogQuery"]),
  };
}

function flagOf<K extends string>(key: K, value: unknown): { [P in K]?: boolean } {
  return typeof value === "boolean" ? ({ [key]: value } as { [P in K]?: boolean }) : {};
}

/** The sum over methods (kubernetes v1.36.3 pkg/kubelet/server/metrics). */
function requestsIn(metrics: string): number {
  const counts = metrics.matchAll(/^kubelet_http_requests_total\{[^}]*path="logs"[^}]*\} (\S+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
