import type { FilterFactory } from "../../filter/block-filter.ts";
import { mostHeldTailLines } from "../../podlogs/long-tail.ts";
import type { FileAccess } from "../../logfiles/file-access.ts";
import { Outages } from "../../podlogs/outage.ts";
import { createPodLogSource } from "../../podlogs/pod-log-source.ts";
import type { PodLogEnvironment, PodLogRequest } from "../../podlogs/pod-log-request.ts";
import type { Notices } from "../../stream/notice.ts";
import { lastOnDisk } from "../../stream/last-on-disk.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Spool } from "../../stream/spool.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import { pause } from "../../time/pause.ts";
import type { Io } from "../io/io.ts";
import { containerStatusOf } from "./container-status.ts";
import { noticeOfEarlier } from "./earlier-instances.ts";
import { filteredSource } from "./filtered-source.ts";
import { followTargets, type OpenTarget } from "./limited-follow.ts";
import { lastOfSource } from "./last-of-source.ts";
import type { MergeRequest, RunSources } from "./merge-sources.ts";
import { noticesOfRead } from "./nothing-to-read.ts";
import type { RunContext } from "./run-context.ts";
import type { SourceRegistry } from "./source-registry.ts";
import { noticesOfCluster } from "./several-clusters.ts";
import { untilMatchFilter } from "./until-match.ts";

/** What is special about the targets of a run. */
export interface TargetReading {
  /** Called when nothing more comes of a target that is followed. */
  readonly onTargetEnd: (target: Target) => void;
  /** Whether names must tell the cluster as well. */
  readonly hasSeveralClusters: boolean;
  /** Opens the way to the containers' files. */
  readonly files: () => Promise<FileAccess>;
}

/** The logs of all targets. */
export function targetSources(
  set: TargetSet,
  merge: MergeRequest,
  context: RunContext,
  { onTargetEnd, hasSeveralClusters, files }: TargetReading,
): RunSources {
  const { io, notices, run } = context;
  const { following } = merge.request;
  const outages = new Outages();
  const toldOf = ({ client }: Target, to: Notices): ToldTo =>
    hasSeveralClusters
      ? { io, files, outages, notices: noticesOfCluster(to, client), prefix: `${client.context}/` }
      : { io, files, outages, notices: to, prefix: "" };
  const told = noticesOfRead(set.initial, following, notices);
  tellEarlier(set.initial, merge, notices, hasSeveralClusters);
  return {
    notices: told,
    tellRest: () => told.tellRest(),
    open: (to, spool) =>
      set.initial.map((target) => openSource(target, merge, toldOf(target, to), { ...whole, spool })),
    follow: () => {
      const { maxStreams = Number.POSITIVE_INFINITY } = following;
      const open: OpenTarget = (target, isInitial, onClose) => {
        const onEnd = (): void => {
          onClose();
          onTargetEnd(target);
        };
        return openSource(target, merge, toldOf(target, notices), { isInitial, onEnd });
      };
      return followTargets(set, open, { maxStreams, notices, signal: run.signal });
    },
  };
}

function tellEarlier(
  targets: readonly Target[],
  { request, windowOf }: MergeRequest,
  notices: Notices,
  hasSeveralClusters: boolean,
): void {
  const windowed = targets.map((target) => {
    const { namespace, name } = target.pod;
    const prefix = hasSeveralClusters ? `${target.client.context}/` : "";
    const window = windowOf(target.client);
    return { target, window, name: `${prefix}${namespace}/${name}/${target.container}` };
  });
  const notice = noticeOfEarlier(windowed, request);
  if (notice !== undefined) notices.notice(notice);
}

/** The surroundings of a source, and who hears what it has to tell. */
interface ToldTo {
  readonly io: Io;
  readonly files: () => Promise<FileAccess>;
  readonly outages: Outages;
  readonly notices: Notices;
  /** Stands before the name of a source. */
  readonly prefix: string;
}

/** How the log of a target is opened. */
interface Opening {
  /** It was there at the start; what joins later is read from its first line (L6). */
  readonly isInitial: boolean;
  readonly onEnd: () => void;
  /** For what a read that ends must hold back; absent in a follow. */
  readonly spool?: Spool;
}

/** Opens the log of a target. */
function openSource(
  target: Target,
  merge: MergeRequest,
  told: ToldTo,
  { isInitial, onEnd, spool }: Opening,
): LogSource {
  const { request, registry, opened, progress } = merge;
  const { lastOfEach } = request.amount;
  const tailLines = tailLinesOf(merge);
  const isOnDisk = spool !== undefined && tailLines === lastOfEach && (lastOfEach ?? 0) > mostHeldTailLines;
  const podLog: PodLogRequest = {
    follow: request.following.isFollow,
    range: merge.windowOf(target.client),
    tailLines: isInitial ? tailLines : undefined,
    isFromStart: !isInitial,
    isTailTrimmed: tailLines !== lastOfEach || isOnDisk,
    instances: request.following.instances,
    stream: request.stream,
    fileUse: request.fileUse,
    skipsBackendTlsCheck: request.isKubeletUnchecked,
  };
  const source = createPodLogSource(target, podLog, environmentOf(registry, told));
  const name = `${told.prefix}${source.name}`;
  opened.add(name);
  progress?.opened();
  const filter = filterOf(target, merge);
  const filtered = filter === undefined ? source : filteredSource(source, filter, told.io.clock);
  const cut = (): LogSource => {
    if (lastOfEach === undefined || !isInitial) return filtered;
    if (isOnDisk) return lastOnDisk(filtered, lastOfEach, spool);
    if (filter === undefined) return filtered;
    return lastOfSource(filtered, { entries: lastOfEach, asRecords: request.lines.isMultiline });
  };
  return forgottenAtEnd(name, cut(), () => {
    registry.remove(target);
    progress?.closed();
    onEnd();
  });
}

function filterOf(target: Target, { request, filter }: MergeRequest): FilterFactory | undefined {
  const { untilMatch } = request.endings;
  if (untilMatch === undefined) return filter;
  const restartCount = containerStatusOf(target)?.restartCount ?? 0;
  return untilMatchFilter(untilMatch, filter, ({ facts }) => (facts.instance ?? restartCount) >= restartCount);
}

const whole = { isInitial: true, onEnd: (): void => {} };

/** How many lines each container need be asked for; undefined: all. A filter must see every line. */
function tailLinesOf({ request, filter }: MergeRequest): number | undefined {
  const { merged, lastOfEach } = request.amount;
  if (filter !== undefined || request.endings.untilMatch !== undefined) return undefined;
  const ofMerged =
    // One more than is printed shows whether there are older ones.
    merged.kind === "last" ? merged.entries + (merged.isDefault ? 1 : 0) : Number.POSITIVE_INFINITY;
  const tailLines = Math.min(lastOfEach ?? Number.POSITIVE_INFINITY, ofMerged);
  return Number.isFinite(tailLines) ? tailLines : undefined;
}

function environmentOf(registry: SourceRegistry, { io, files, outages, notices }: ToldTo): PodLogEnvironment {
  return {
    files,
    outages,
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

function forgottenAtEnd(name: string, source: LogSource, onEnd: () => void): LogSource {
  return {
    name,
    read: (signal) => source.read(signal),
    [Symbol.asyncDispose]: async () => {
      onEnd();
      await source[Symbol.asyncDispose]();
    },
  };
}
