import { tmpdir } from "node:os";
import type { FilterFactory } from "../../filter/block-filter.ts";
import { createPodLogSource } from "../../podlogs/pod-log-source.ts";
import type { PodLogEnvironment, PodLogRequest } from "../../podlogs/pod-log-request.ts";
import type { Batch } from "../../stream/batch.ts";
import { DrainPool, usualBounds } from "../../stream/drain-pool.ts";
import { limitOpenSources } from "../../stream/limit-open-sources.ts";
import { mergeFinished } from "../../stream/merge-finished.ts";
import { mergeFollow } from "../../stream/merge-follow.ts";
import type { Notices } from "../../stream/notice.ts";
import type { LogSource } from "../../stream/source.ts";
import { Spool } from "../../stream/spool.ts";
import { takeFirst } from "../../stream/take-first.ts";
import { takeLast } from "../../stream/take-last.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import { pause } from "../../time/pause.ts";
import type { TimeWindow } from "../../time/time-window.ts";
import type { Progress } from "../report/progress.ts";
import type { Io } from "../io/io.ts";
import { filteredSource } from "./filtered-source.ts";
import { followTargets, type OpenTarget } from "./limited-follow.ts";
import { lastOfSource } from "./last-of-source.ts";
import type { LogsRequest } from "./logs-request.ts";
import { noticesOfRead } from "./nothing-to-read.ts";
import type { RunContext } from "./run-context.ts";
import type { SourceRegistry } from "./source-registry.ts";

/** What is read of the targets. */
export interface MergeRequest {
  readonly request: LogsRequest;
  readonly window: TimeWindow;
  readonly filter: FilterFactory | undefined;
  readonly registry: SourceRegistry;
  /** Takes the names of all sources that are opened. */
  readonly opened: Set<string>;
  readonly progress: Progress | undefined;
}

/** The entries of all targets in their order, as many as were asked for. */
export function mergeTargets(set: TargetSet, merge: MergeRequest, context: RunContext): AsyncIterable<Batch> {
  const { limitBytes } = merge.request.amount;
  const batches = merge.request.following.isFollow ? follow(set, merge, context) : readToEnd(set, merge, context);
  const wanted = takeEntries(batches, merge, context);
  return limitBytes === undefined ? wanted : takeFirst(wanted, { bytes: limitBytes });
}

function takeEntries(batches: AsyncIterable<Batch>, merge: MergeRequest, context: RunContext): AsyncIterable<Batch> {
  const { merged } = merge.request.amount;
  switch (merged.kind) {
    case "all":
      return batches;
    case "first":
      return takeFirst(batches, { entries: merged.entries });
    case "last":
      return takeLast(batches, { entries: merged.entries, onDropped: (count) => sayOlder(count, merge, context) });
  }
}

async function* readToEnd(set: TargetSet, merge: MergeRequest, context: RunContext): AsyncGenerator<Batch, void, void> {
  const { io, run } = context;
  const { following } = merge.request;
  const { maxStreams = Number.POSITIVE_INFINITY } = following;
  const notices = noticesOfRead(set.initial, following, context.notices);
  const sources = set.initial.map((target) => openSource(target, merge, { io, notices }));
  const spool = new Spool(folderOf(io), Number.POSITIVE_INFINITY);
  try {
    yield* mergeFinished(limitOpenSources(sources, { maxStreams, spool }), { signal: run.signal, notices });
  } finally {
    spool.close();
  }
}

async function* follow(set: TargetSet, merge: MergeRequest, context: RunContext): AsyncGenerator<Batch, void, void> {
  const { io, notices, run } = context;
  const { maxStreams = Number.POSITIVE_INFINITY, reorderWindowMs } = merge.request.following;
  const pool = new DrainPool({ ...usualBounds, folder: folderOf(io) }, io.clock, notices);
  const { signal } = run;
  const open: OpenTarget = (target, isInitial, onEnd) => openSource(target, merge, context, { isInitial, onEnd });
  const sources = followTargets(set, open, { maxStreams, notices, signal });
  try {
    yield* mergeFollow(sources, { windowMs: reorderWindowMs, silentBacklogMs, clock: io.clock, pool, notices, signal });
  } finally {
    pool.close();
  }
}

function folderOf(io: Io): string {
  return io.env["TMPDIR"] || tmpdir();
}

/** A source that says nothing for so long does not hold up the others' backlog (L13). */
const silentBacklogMs = 5000;

/** The surroundings of a source, and who hears what it has to tell. */
interface ToldTo {
  readonly io: Io;
  readonly notices: Notices;
}

/**
 * Opens the log of a target.
 * @param opening `isInitial`: it was there at the start; what joins later is read from its first line (L6).
 */
function openSource(
  target: Target,
  merge: MergeRequest,
  told: ToldTo,
  { isInitial, onEnd }: { readonly isInitial: boolean; readonly onEnd: () => void } = whole,
): LogSource {
  const { request, filter, registry, opened, progress } = merge;
  const { lastOfEach } = request.amount;
  const podLog: PodLogRequest = {
    follow: request.following.isFollow,
    range: merge.window,
    tailLines: isInitial ? tailLinesOf(merge) : undefined,
    instances: request.following.instances,
    skipsBackendTlsCheck: request.isKubeletUnchecked,
  };
  const source = createPodLogSource(target, podLog, environmentOf(registry, told));
  opened.add(source.name);
  progress?.opened();
  const filtered = filter === undefined ? source : filteredSource(source, filter);
  const isCut = filter !== undefined && lastOfEach !== undefined && isInitial;
  return forgottenAtEnd(isCut ? lastOfSource(filtered, lastOfEach) : filtered, () => {
    registry.remove(target);
    progress?.closed();
    onEnd();
  });
}

const whole = { isInitial: true, onEnd: (): void => {} };

/** How many lines each container need be asked for; undefined: all. A filter must see every line. */
function tailLinesOf({ request, filter }: MergeRequest): number | undefined {
  const { merged, lastOfEach } = request.amount;
  if (filter !== undefined) return undefined;
  const ofMerged =
    // One more than is printed shows whether there are older ones.
    merged.kind === "last" ? merged.entries + (merged.isDefault ? 1 : 0) : Number.POSITIVE_INFINITY;
  const tailLines = Math.min(lastOfEach ?? Number.POSITIVE_INFINITY, ofMerged);
  return Number.isFinite(tailLines) ? tailLines : undefined;
}

function sayOlder(count: number, { request }: MergeRequest, { notices }: RunContext): void {
  const { merged } = request.amount;
  // Who follows looks at what comes.
  if (count === 0 || merged.kind !== "last" || !merged.isDefault || request.following.isFollow) return;
  notices.notice({
    level: "info",
    message: `these are the last ${merged.entries} lines; there are older ones`,
    hint: "--all shows them, --tail 100 the last hundred",
  });
}

function environmentOf(registry: SourceRegistry, { io, notices }: ToldTo): PodLogEnvironment {
  return {
    notices,
    nowMs: () => io.clock.nowMs(),
    sleep: async (ms, signal) => {
      await pause(io.clock, ms, signal);
      // Nobody who was told to end may go on as if the time had passed.
      signal.throwIfAborted();
    },
    random: io.random,
    sourceOf: registry.add,
  };
}

function forgottenAtEnd(source: LogSource, onEnd: () => void): LogSource {
  return {
    name: source.name,
    read: (signal) => source.read(signal),
    [Symbol.asyncDispose]: async () => {
      onEnd();
      await source[Symbol.asyncDispose]();
    },
  };
}
