import { findContainerStatus } from "../../kube/container-status.ts";
import type { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { readAll } from "../../kube/read-body.ts";
import { type KubeletMessage, readKubeletMessage } from "../../podlogs/kubelet-message.ts";
import { look } from "../look.ts";

/** What the log endpoint answers when the last line, or of a run that is over the last lines, are asked for. */
export type LogProbe = { readonly durationMs: number } & (
  | { readonly kind: "line" /** Of the last line. */; readonly timestamp: string; readonly lines: readonly string[] }
  | { readonly kind: "empty" }
  | { readonly kind: "unscheduled" }
  /** With status 200, and yet no log. */
  | { readonly kind: "message"; readonly message: KubeletMessage }
  | { readonly kind: "failed"; readonly error: KtError }
) & {
    /** What the answer's headers say of something before the API server; absent: nothing. */
    readonly inBetween?: string;
  };

/** What is asked for depends on the state of the container, where that is known. */
type ProbedPod = Pick<Pod, "metadata" | "status">;

/** How a log is asked for. */
export interface LogProbeOptions {
  readonly client: KubeClient;
  readonly pod: ProbedPod;
  /** Absent: as the API server chooses, which it does only where there is one. */
  readonly container: string | undefined;
  readonly isPrevious: boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Asks for the end of a container's log: the request that everything is about. */
export async function probeLog(options: LogProbeOptions): Promise<LogProbe> {
  const { client, container, isPrevious, limitMs, signal } = options;
  const query = {
    container,
    tailLines: tailLinesOf(options.pod, container, isPrevious),
    timestamps: true,
    previous: isPrevious ? true : undefined,
  };
  const answer = await look("the log", limitMs, signal, async (within) => {
    await using body = await client.stream(logPathOf(options.pod), { query, signal: within });
    const inBetween = inBetweenOf(body.headers);
    return { status: body.status, inBetween, text: (await readAll(body, mostBytes)).toString("utf8") };
  });
  const { durationMs } = answer;
  if (!answer.isSeen) return { kind: "failed", error: answer.error, durationMs };
  const { status, text, inBetween } = answer.value;
  const facts = { durationMs, ...(inBetween === undefined ? {} : { inBetween }) };
  if (status === 204) return { kind: "unscheduled", ...facts };
  if (text === "") return { kind: "empty", ...facts };
  const message = readKubeletMessage(text.trimEnd());
  if (message !== undefined) return { kind: "message", message, ...facts };
  const lines = text.trimEnd().split("\n");
  const [timestamp = ""] = lines.at(-1)?.split(" ", 1) ?? [];
  return { kind: "line", timestamp, lines: lines.map((line) => line.slice(line.indexOf(" ") + 1)), ...facts };
}

/** What was asked, for evidence. */
export function probeText(pod: ProbedPod, container: string, isPrevious: boolean): string {
  return `GET ${logPathOf(pod)}?container=${container}&tailLines=${tailLinesOf(pod, container, isPrevious)}${isPrevious ? "&previous=true" : ""}`;
}

/** One line tells that a log can be read; of a run that is over it takes more to tell why. */
function tailLinesOf(pod: ProbedPod, container: string | undefined, isPrevious: boolean): number {
  const state = container === undefined ? undefined : findContainerStatus(pod, container)?.state;
  return isPrevious || state?.terminated !== undefined ? endLines : 1;
}

/** A stack trace is seldom longer. */
const endLines = 100;
const mostBytes = 1024 * 1024;

function logPathOf({ metadata }: Pick<Pod, "metadata">): string {
  const { namespace = "", name } = metadata;
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
}

/** An API server sends none of these; gateways, load balancers and proxies that open HTTP do. */
const gatewayHeaders = ["via", "x-envoy-upstream-service-time", "cf-ray", "x-amzn-trace-id", "x-azure-ref", "server"];

function inBetweenOf(headers: Readonly<Record<string, string>>): string | undefined {
  const shown = gatewayHeaders.filter((name) => headers[name] !== undefined);
  return shown.length === 0 ? undefined : shown.map((name) => `${name}: ${headers[name]}`).join(", ");
}
