import { tmpdir } from "node:os";
import type { FilterFactory } from "../../filter/block-filter.ts";
import type { Batch } from "../../stream/batch.ts";
import { DrainPool, usualBounds } from "../../stream/drain-pool.ts";
import { limitOpenSources } from "../../stream/limit-open-sources.ts";
import { mergeFinished } from "../../stream/merge-finished.ts";
import { type FollowedSources, mergeFollow } from "../../stream/merge-follow.ts";
import type { Notices } from "../../stream/notice.ts";
import type { LogSource } from "../../stream/source.ts";
import { Spool } from "../../stream/spool.ts";
import { takeFirst } from "../../stream/take-first.ts";
import { type CountedEntries, takeLast } from "../../stream/take-last.ts";
import type { TimeWindow } from "../../time/time-window.ts";
import type { Io } from "../io/io.ts";
import { timelineLeadSeconds } from "../timeline/timeline-request.ts";
import type { Progress } from "../report/progress.ts";
import type { WindowOf } from "./cluster-windows.ts";
import type { LogsRequest } from "./logs-request.ts";
import { collectBuffersSeldom, collectTextsSeldom, keepHeapSmall } from "./memory-habits.ts";
import type { RunContext } from "./run-context.ts";
import { silentRecordMs } from "./source-filters.ts";
import type { SourceRegistry } from "./source-registry.ts";
import { endBehindMatch } from "./until-match.ts";

/** What is read of the sources. */
export interface MergeRequest {
  readonly request: LogsRequest;
  /** What is read of saved logs. */
  readonly window: TimeWindow;
  /** What is read of a cluster. */
  readonly windowOf: WindowOf;
  readonly filter: FilterFactory | undefined;
  readonly registry: SourceRegistry;
  /** Takes the names of all sources that are opened. */
  readonly opened: Set<string>;
  readonly progress: Progress | undefined;
  /** Tells what stands behind entries of a follow when these are out. */
  readonly tellBehind: (tell: () => void) => void;
  /** Called when the line has come that `--until-match` waits for. */
  readonly onMatch: () => void;
}

/** The sources of a run, which are opened when they are asked for. */
export interface RunSources {
  /** All of a read that ends; the spool is closed behind the last of them. */
  open(notices: Notices, spool: Spool): readonly LogSource[];
  /** Those of a follow, and those that join it. */
  follow(): FollowedSources;
  /** Where a read that ends is to be told what it has to tell. */
  readonly notices: Notices;
  /** Tells what was held back of it; called when all is read. */
  tellRest(): void;
}

/** The entries of all sources in their order, as many as were asked for. */
export function mergeSources(sources: RunSources, merge: MergeRequest, context: RunContext): AsyncIterable<Batch> {
  const { amount, endings, following } = merge.request;
  const all = following.isFollow ? follow(sources, merge, context) : readToEnd(sources, merge, context);
  const batches = endings.untilMatch === undefined ? all : endBehindMatch(all, merge.onMatch);
  const wanted = takeEntries(batches, merge, context);
  return amount.limitBytes === undefined ? wanted : takeFirst(wanted, { bytes: amount.limitBytes });
}

function takeEntries(batches: AsyncIterable<Batch>, merge: MergeRequest, context: RunContext): AsyncIterable<Batch> {
  const { amount, lines } = merge.request;
  const { merged } = amount;
  const asRecords = lines.isMultiline;
  switch (merged.kind) {
    case "all":
      return batches;
    case "first":
      return takeFirst(batches, { entries: merged.entries, asRecords });
    case "last":
      return takeLast(batches, {
        entries: merged.entries,
        asRecords,
        among: merge.request.timeline && ofContainers,
        onDropped: (count) => sayOlder(count, merge, context),
      });
  }
}

/** In a timeline lines of containers are counted; what leads to the first of them stands a little before it. */
const ofContainers: CountedEntries = {
  isCounted: ({ facts }) => facts.container !== undefined,
  leadSeconds: timelineLeadSeconds,
};

async function* readToEnd(
  sources: RunSources,
  { request }: MergeRequest,
  { io, run }: RunContext,
): AsyncGenerator<Batch, void, void> {
  const { maxStreams = Number.POSITIVE_INFINITY } = request.following;
  const { notices } = sources;
  const spool = new Spool(folderOf(io), Number.POSITIVE_INFINITY);
  try {
    const { merged } = request.amount;
    // Of a long tail every block is kept for a while; collected seldom, all that were would fill the memory.
    const isLongTail = merged.kind === "last" && merged.entries > fewEntries;
    if (!isLongTail) {
      if (makesTexts(request)) collectTextsSeldom();
      else collectBuffersSeldom();
    }
    const limited = limitOpenSources(sources.open(notices, spool), { maxStreams, spool });
    yield* mergeFinished(limited, { signal: run.signal, notices });
  } finally {
    spool.close();
    sources.tellRest();
  }
}

async function* follow(
  sources: RunSources,
  { request, tellBehind }: MergeRequest,
  { io, notices, run }: RunContext,
): AsyncGenerator<Batch, void, void> {
  // A line may be held back to see whether the next ones belong to it; the others wait for it as long.
  const windowMs = request.following.reorderWindowMs + (request.lines.isMultiline ? silentRecordMs : 0);
  const pool = new DrainPool({ ...usualBounds, folder: folderOf(io) }, io.clock, notices);
  const { signal } = run;
  keepHeapSmall();
  try {
    const options = { windowMs, silentBacklogMs, clock: io.clock, pool, notices, tellBehind, signal };
    yield* mergeFollow(sources.follow(), options);
  } finally {
    pool.close();
  }
}

/** Whether something looks at the lines as texts, not as bytes. */
function makesTexts({ lines, output }: LogsRequest): boolean {
  const { fields, template, isPretty } = output;
  return isPretty || [fields, template, lines.where, lines.highlight].some((choice) => choice !== undefined);
}

function folderOf(io: Io): string {
  return io.env["TMPDIR"] || tmpdir();
}

/** Of usual lines up to a megabyte. */
const fewEntries = 4096;

/** A source that says nothing for so long does not hold up the others' backlog (L13). */
const silentBacklogMs = 5000;

function sayOlder(count: number, { request }: MergeRequest, { notices }: RunContext): void {
  const { merged } = request.amount;
  // Who follows looks at what comes.
  if (count === 0 || merged.kind !== "last" || !merged.isDefault || request.following.isFollow) return;
  const last = `the last ${merged.entries} lines`;
  notices.notice({
    level: "info",
    message: `${request.timeline ? `the timeline begins with ${last} of the pods` : `these are ${last}`}; there are older ones`,
    hint: "--all shows them, --tail 100 the last hundred",
  });
}
