import type { FilterFactory } from "../../filter/block-filter.ts";
import { createFilter } from "../../filter/filter.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { TargetSet } from "../../targets/target.ts";
import { checkEmptyFolder } from "../log-folder/empty-folder.ts";
import type { FileAccess } from "../../logfiles/file-access.ts";
import { Progress } from "../report/progress.ts";
import { chooseTargets } from "./choose-targets.ts";
import type { ComparedTargets } from "./compared-targets.ts";
import { Completion } from "./completion.ts";
import { listTargets } from "./dry-run.ts";
import type { LogsRequest } from "./logs-request.ts";
import type { MergeRequest, RunSources } from "./merge-sources.ts";
import { targetSources } from "./merge-targets.ts";
import { printLogs, type ReadResult } from "./print-logs.ts";
import { readCaptures } from "./read-captures.ts";
import type { RunContext } from "./run-context.ts";
import { connectAll, selectFromAll } from "./several-clusters.ts";
import type { OpenTargets } from "../timeline/timeline-sources.ts";
import type { TimelineRequest } from "../timeline/timeline-request.ts";

/**
 * Reads and prints what was asked for: connects, finds the containers, opens and merges their logs, prints them.
 * @throws KtError for what makes the run as a whole fail; OutputClosed.
 */
export async function readLogs(request: LogsRequest, context: RunContext): Promise<ReadResult> {
  // What cannot be understood is said before anybody is asked.
  const filter = createFilter(request.lines, context.fields);
  const { folder } = request.output;
  if (folder !== undefined && request.choosing !== "dry-run") await checkEmptyFolder(folder);
  if (request.captures !== undefined) return await readCaptures(request.captures, { request, filter }, context);
  const clients = await connectAll(request, context);
  try {
    const { nodeLogs } = request;
    if (nodeLogs !== undefined) {
      const { readNodeLogs } = await import("../node-logs/read-node-logs.ts");
      return await readNodeLogs(nodeLogs, { request, clients, filter }, context);
    }
    return await readFromClusters(request, { clients, filter }, context);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function readFromClusters(
  request: LogsRequest,
  {
    clients,
    filter,
  }: { readonly clients: readonly [KubeClient, ...KubeClient[]]; readonly filter: FilterFactory | undefined },
  context: RunContext,
): Promise<ReadResult> {
  const { io, run, lines } = context;
  const isSilent = request.isQuiet || request.choosing !== "all";
  const progress = isSilent ? undefined : new Progress(lines, io.clock);
  // What goes on beside the reading, watches and questions about Jobs, is told to end when there is nothing more to read.
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  try {
    const selected = await selectFromAll(clients, request, context, signal);
    if (request.choosing === "dry-run") {
      await listTargets(selected.initial, request.output.format, context);
      return { hasReadNothing: false };
    }
    const { set, sides } = await comparedTargets(selected, request, context);
    if (request.choosing === "files") {
      const { listFiles } = await import("../files/list-files.ts");
      return await listFiles(set.initial, { format: request.output.format, files: await openFiles() }, context);
    }
    const isPrompt = request.choosing === "prompt";
    const chosen = isPrompt ? { initial: await chooseTargets(set.initial, io, run.signal), joining: none() } : set;
    const completion = request.endings.isOnComplete
      ? new Completion({ clock: io.clock, notices: context.notices, signal })
      : undefined;
    const ending = completion?.ending(chosen) ?? chosen;
    let access: Promise<FileAccess> | undefined;
    const files = (): Promise<FileAccess> => (access ??= openFiles());
    const nowMs = (): number => clients[0].serverNowMs();
    const hasSeveralClusters = clients.length > 1;
    const opening = (merge: MergeRequest): OpenTargets => {
      return (targets, onEnd) =>
        targetSources(targets, merge, context, {
          onTargetEnd: (target) => {
            completion?.end(target);
            onEnd(target);
          },
          hasSeveralClusters,
          files,
        });
    };
    const withTimeline = request.timeline && (await openTimeline(request.timeline, hasSeveralClusters, context));
    const sources = (merge: MergeRequest): RunSources =>
      withTimeline?.(ending, merge, opening(merge)) ?? opening(merge)(ending, () => {});
    const result = await printLogs({ request, filter, nowMs, progress, set: ending, sources, sides }, context);
    const failure = run.signal.aborted || result.hasMatched === true ? undefined : await completion?.failure();
    if (failure !== undefined) throw failure;
    return result;
  } finally {
    over.abort();
    progress?.end();
  }
}

/** Loads what compares only where it is wanted. */
async function comparedTargets(set: TargetSet, request: LogsRequest, context: RunContext): Promise<ComparedTargets> {
  if (request.analysis?.kind !== "differences") return { set };
  const { compareTargets } = await import("./compared-targets.ts");
  const { isFollow } = request.following;
  const { notices, run } = context;
  return await compareTargets(set, request.analysis.reference, { isFollow, notices, signal: run.signal });
}

/** Opens sources with what stands between their lines. */
type WithTimeline = (set: TargetSet, merge: MergeRequest, openTargets: OpenTargets) => RunSources;

/** Loaded only where it is wanted. */
async function openTimeline(
  timeline: TimelineRequest,
  hasSeveralClusters: boolean,
  { io, notices, run }: RunContext,
): Promise<WithTimeline> {
  const { timelineSources } = await import("../timeline/timeline-sources.ts");
  return (set, merge, openTargets) => {
    const context = { timeline, merge, io, notices, hasSeveralClusters };
    return timelineSources(set, openTargets, context, run.signal);
  };
}

/** Loaded when the first file is wanted. */
async function openFiles(): Promise<FileAccess> {
  const { FileAccess } = await import("../../logfiles/file-access.ts");
  return new FileAccess();
}

async function* none(): AsyncGenerator<never, void, void> {}
