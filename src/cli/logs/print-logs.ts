import { KtError } from "../../errors/kt-error.ts";
import type { FilterFactory } from "../../filter/block-filter.ts";
import type { Notice } from "../../stream/notice.ts";
import type { TargetSet } from "../../targets/target.ts";
import { parseTimeWindow } from "../../time/time-window.ts";
import { localZone } from "../../time/time-zone.ts";
import type { Progress } from "../report/progress.ts";
import { windowsOfClusters } from "./cluster-windows.ts";
import type { ComparedSides } from "./comparison.ts";
import { createEntryOutput } from "./create-entry-output.ts";
import { emptyError, noticeOfChoice } from "./empty-choice.ts";
import { FilterTally } from "./filter-tally.ts";
import type { LogsRequest } from "./logs-request.ts";
import { mergeSources, type MergeRequest, type RunSources } from "./merge-sources.ts";
import { printBatches } from "./print-batches.ts";
import type { AnalysisSubject, RunningAnalysis } from "./run-analysis.ts";
import { Remarks } from "./remarks.ts";
import type { RunContext } from "./run-context.ts";
import { noticeOfSilence } from "./silent-containers.ts";
import { SourceRegistry } from "./source-registry.ts";
import { tellWindow } from "./window-notices.ts";

/** What came of a read that did not fail as a whole. */
export interface ReadResult {
  /** Whether every source failed, so that nothing could be read. */
  readonly hasReadNothing: boolean;
  /** Whether the line came that `--until-match` waits for. */
  readonly hasMatched?: boolean;
}

/** What is printed, and how. */
export interface Printing {
  readonly request: LogsRequest;
  readonly filter: FilterFactory | undefined;
  /** What relative times count from, in milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly progress: Progress | undefined;
  /** The containers; none where the sources are no containers. */
  readonly set: TargetSet;
  readonly sources: (merge: MergeRequest) => RunSources;
  /** Which lines `--diff` compares with which, where the sources tell it. */
  readonly sides?: ComparedSides | undefined;
}

/** Merges and prints sources, or what they come to. @throws KtError KT_NO_MATCH with `--fail-on-empty` and `--until-match`; OutputClosed. */
export async function printLogs(printing: Printing, context: RunContext): Promise<ReadResult> {
  const { request, filter, nowMs, progress, set, sources, sides } = printing;
  const { analysis } = request;
  const { run } = context;
  const times = { nowMs, zone: request.zone ?? localZone };
  const window = parseTimeWindow(request.window, times);
  tellWindow(request.window, window, times, context.notices);
  const registry = new SourceRegistry();
  const tally = new FilterTally();
  const opened = new Set<string>();
  const subject = analysis && { request, analysis, filter, window, times, sides, progress };
  const running = subject && (await startAnalysis(subject, context));
  const output = running?.output ?? (await createEntryOutput({ request, nowMs, progress, set }, context));
  const remarks = new Remarks(output);
  let hasMatched = false;
  const onMatch = (): void => {
    hasMatched = true;
  };
  const read = running?.window ?? window;
  const merge: MergeRequest = {
    request,
    window: read,
    windowOf: read === window ? windowsOfClusters(request.window, times.zone) : () => read,
    filter: filter && tally.counted(filter),
    registry,
    opened,
    progress,
    tellBehind: remarks.tellBehind,
    onMatch,
  };
  const batches = mergeSources(sources(merge), merge, context);
  let entries: number;
  let summary: Notice | undefined;
  try {
    entries = await printBatches(batches, { output, registry, progress });
  } finally {
    await output.end();
    await remarks.settled();
    summary = output.summary();
    if (summary !== undefined) context.notices.notice(summary);
  }
  if (hasMatched || run.signal.aborted) return { hasReadNothing: false, hasMatched };
  if (summary?.code === "KT_NO_PREVIOUS") {
    throw new KtError("KT_NO_PREVIOUS", "all that was followed has ended without another instance", {
      hint: "kubectl get pods",
    });
  }
  if (entries === 0 && opened.size > 0 && opened.isSubsetOf(context.notices.failed)) return { hasReadNothing: true };
  const { untilMatch } = request.endings;
  if (untilMatch !== undefined) {
    throw new KtError(
      "KT_NO_MATCH",
      `everything ended before a line matched --until-match ${JSON.stringify(untilMatch.text)}`,
    );
  }
  const choosing = { request, tally, census: context.fields, isTerminal: context.lines.isTerminal };
  if (entries === 0 && request.lines.failOnEmpty) throw emptyError(choosing);
  const notice = noticeOfChoice(choosing);
  if (notice !== undefined) context.notices.notice(notice);
  if (entries === 0 && tally.taken === 0 && choosing.isTerminal && !context.notices.hasSpoken) {
    const silence = noticeOfSilence(request, opened);
    if (silence !== undefined) context.notices.notice(silence);
  }
  return { hasReadNothing: false };
}

/** Loaded only where it is wanted: most runs print lines. */
async function startAnalysis(subject: AnalysisSubject, context: RunContext): Promise<RunningAnalysis> {
  const analysis = await import("./run-analysis.ts");
  return await analysis.startAnalysis(subject, context);
}
