import { KtError } from "../../errors/kt-error.ts";
import type { FilterFactory } from "../../filter/block-filter.ts";
import { createFilter } from "../../filter/filter.ts";
import type { KubeClient } from "../../kube/client.ts";
import { connect } from "../../kube/connect.ts";
import type { TargetSet } from "../../targets/target.ts";
import { parseTimeWindow } from "../../time/time-window.ts";
import { localZone } from "../../time/time-zone.ts";
import { OutputWriter } from "../io/output-writer.ts";
import { Progress } from "../report/progress.ts";
import { version } from "../version.ts";
import { chooseTargets } from "./choose-targets.ts";
import { debugRequests } from "./debug-requests.ts";
import { listTargets } from "./dry-run.ts";
import type { LogsRequest } from "./logs-request.ts";
import { mergeTargets } from "./merge-targets.ts";
import { createLogsRenderer } from "./logs-renderer.ts";
import { printBatches } from "./print-batches.ts";
import type { RunContext } from "./run-context.ts";
import { selectTargets } from "./select-targets.ts";
import { SourceRegistry } from "./source-registry.ts";

/** What came of a read that did not fail as a whole. */
export interface ReadResult {
  /** Whether every source failed, so that nothing could be read. */
  readonly hasReadNothing: boolean;
}

/**
 * Reads and prints what was asked for: connects, finds the containers, opens and merges their logs, prints them.
 * @throws KtError for what makes the run as a whole fail; OutputClosed.
 */
export async function readLogs(request: LogsRequest, context: RunContext): Promise<ReadResult> {
  // What cannot be understood is said before anybody is asked.
  const filter = createFilter(request.lines);
  const client = await connect({
    ...request.connection,
    env: context.io.env,
    userAgent: `kubectl-kt/${version}`,
    onDebug: debugRequests(context.notices, request.verbosity),
  });
  try {
    return await readFromCluster(request, { client, filter }, context);
  } finally {
    await client.close();
  }
}

async function readFromCluster(
  request: LogsRequest,
  { client, filter }: { readonly client: KubeClient; readonly filter: FilterFactory | undefined },
  context: RunContext,
): Promise<ReadResult> {
  const { io, run, lines } = context;
  const isSilent = request.isQuiet || request.choosing !== "all";
  const progress = isSilent ? undefined : new Progress(lines, io.clock);
  // The watches of a follow run until they are told to end, also when there is nothing more to read.
  const over = new AbortController();
  try {
    const set = await selectTargets(client, request, context, AbortSignal.any([run.signal, over.signal]));
    if (request.choosing === "dry-run") {
      await listTargets(set.initial, request.output.format, io);
      return { hasReadNothing: false };
    }
    const isPrompt = request.choosing === "prompt";
    const chosen = isPrompt ? { initial: await chooseTargets(set.initial, io, run.signal), joining: none() } : set;
    return await printLogs(chosen, { request, filter, client, progress }, context);
  } finally {
    over.abort();
    progress?.end();
  }
}

/** What printing needs besides the containers. */
interface Printing {
  readonly request: LogsRequest;
  readonly filter: FilterFactory | undefined;
  readonly client: KubeClient;
  readonly progress: Progress | undefined;
}

async function printLogs(set: TargetSet, printing: Printing, context: RunContext): Promise<ReadResult> {
  const { request, filter, client, progress } = printing;
  const { io, run } = context;
  const nowMs = (): number => client.serverNowMs();
  const window = parseTimeWindow(request.window, { nowMs, zone: request.zone ?? localZone });
  const registry = new SourceRegistry();
  const opened = new Set<string>();
  const writer = new OutputWriter(io.stdout, {
    isPrompt: request.following.isFollow,
    onFailure: (error) => run.abort(error),
    // In a pipe as well: what stands behind it may draw on this terminal.
    beforeWrite: io.stdout.isFile ? undefined : () => progress?.end(),
  });
  const batches = mergeTargets(set, { request, window, filter, registry, opened, progress }, context);
  const renderer = createLogsRenderer(set, { request, nowMs }, io);
  let entries: number;
  try {
    entries = await printBatches(batches, { renderer, registry, writer, progress });
  } finally {
    await writer.end();
  }
  if (entries > 0 || run.signal.aborted) return { hasReadNothing: false };
  if (opened.size > 0 && opened.isSubsetOf(context.notices.failed)) return { hasReadNothing: true };
  if (request.lines.failOnEmpty) {
    throw new KtError("KT_NO_MATCH", "no line was printed, and --fail-on-empty is given", {
      hint: "without --grep, --exclude and times one sees what there is",
    });
  }
  return { hasReadNothing: false };
}

async function* none(): AsyncGenerator<never, void, void> {}
