import type { QueryValue } from "../kube/client.ts";
import type { Target } from "../targets/target.ts";

/** One question to the log endpoint of a pod. What is absent is not sent. */
export interface LogQuery {
  readonly follow?: boolean;
  readonly previous?: boolean;
  /** Whole seconds since 1970, inclusive: the API server cuts `sinceTime` to them (pkg/registry/core/pod/strategy.go). */
  readonly sinceSeconds?: number | undefined;
  /** Counts the pieces that the runtime cuts lines into, not lines. */
  readonly tailLines?: number | undefined;
  /** Counts the bytes of the timestamps too. */
  readonly limitBytes?: number | undefined;
  readonly stream?: "stdout" | "stderr" | undefined;
  readonly skipsBackendTlsCheck?: boolean | undefined;
}

/** Path of the log endpoint. */
export function logPath(target: Target): string {
  const { namespace, name } = target.pod;
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
}

/** Parameters of the question; timestamps are always asked for. */
export function logParameters(target: Target, query: LogQuery): Record<string, QueryValue | undefined> {
  const { sinceSeconds, stream } = query;
  return {
    container: target.container,
    timestamps: true,
    follow: query.follow === true ? true : undefined,
    previous: query.previous === true ? true : undefined,
    sinceTime: sinceSeconds === undefined ? undefined : wholeSecondTime(sinceSeconds),
    tailLines: query.tailLines,
    limitBytes: query.limitBytes,
    stream: stream === undefined ? undefined : stream === "stdout" ? "Stdout" : "Stderr",
    insecureSkipTLSVerifyBackend: query.skipsBackendTlsCheck === true ? true : undefined,
  };
}

function wholeSecondTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
