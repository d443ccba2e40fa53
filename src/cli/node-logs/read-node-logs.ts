import { KtError } from "../../errors/kt-error.ts";
import type { FilterFactory } from "../../filter/block-filter.ts";
import type { KubeClient } from "../../kube/client.ts";
import { windowNeedsClock } from "../../time/time-window.ts";
import type { LogsRequest } from "../logs/logs-request.ts";
import { printLogs, type ReadResult } from "../logs/print-logs.ts";
import type { RunContext } from "../logs/run-context.ts";
import { chooseNodes } from "./choose-nodes.ts";
import type { NodeLogsRequest } from "./node-logs-request.ts";
import { type ChosenNode, nodeSources, pollMsOf } from "./node-sources.ts";

/**
 * Reads and prints logs of nodes (N1 to N5).
 * @throws KtError as {@link chooseNodes}; KT_USAGE for the whole journals of several nodes; otherwise as {@link printLogs}.
 */
export async function readNodeLogs(
  nodeLogs: NodeLogsRequest,
  {
    request,
    clients,
    filter,
  }: {
    readonly request: LogsRequest;
    readonly clients: readonly [KubeClient, ...KubeClient[]];
    readonly filter: FilterFactory | undefined;
  },
  context: RunContext,
): Promise<ReadResult> {
  const { signal } = context.run;
  const nodes: ChosenNode[] = [];
  for (const client of clients) {
    const prefix = clients.length > 1 ? `${client.context}/` : "";
    for (const name of await chooseNodes(client, nodeLogs, signal)) nodes.push({ client, name, prefix });
  }
  if (nodeLogs.isList) {
    const { listNodeLogs } = await import("./list-node-logs.ts");
    return await listNodeLogs(nodes, nodeLogs, request.output.format, context);
  }
  refuseWholeJournals(nodes, nodeLogs, request);
  // Relative times count from the server's clock, which nobody knows before the first answer.
  if (windowNeedsClock(request.window)) await Promise.all(clients.map((client) => client.get("/version", { signal })));
  return await printLogs(
    {
      request: withWiderWindow(request, nodeLogs),
      filter,
      nowMs: () => clients[0].serverNowMs(),
      progress: undefined,
      set: { initial: [], joining: none() },
      sources: (merge) => nodeSources(nodes, nodeLogs, merge, context),
    },
    context,
  );
}

/** What was written at the same moment is found by looks that lie seconds apart. */
function withWiderWindow(request: LogsRequest, nodeLogs: NodeLogsRequest): LogsRequest {
  const reorderWindowMs = Math.max(request.following.reorderWindowMs, pollMsOf(nodeLogs) * 2 + 500);
  return { ...request, following: { ...request.following, reorderWindowMs } };
}

/** Gigabytes are easily asked for, and seldom meant. */
function refuseWholeJournals(
  nodes: readonly ChosenNode[],
  { isAllWanted, boot }: NodeLogsRequest,
  { amount, window, analysis }: LogsRequest,
): void {
  if (nodes.length < 2 || isAllWanted || boot !== undefined) return;
  if (amount.merged.kind !== "all" || amount.lastOfEach !== undefined) return;
  if (analysis?.kind === "differences" && analysis.reference.kind === "window") return;
  const { since, sinceTime, after } = window;
  if ([since, sinceTime, after].some((text) => text !== undefined)) return;
  throw new KtError("KT_USAGE", `the whole journals of ${nodes.length} nodes would be read`, {
    hint: "--since 1h or --tail 100 bounds them; --all says that all is meant",
  });
}

async function* none(): AsyncGenerator<never, void, void> {}
