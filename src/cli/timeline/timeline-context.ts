import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Notices } from "../../stream/notice.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { rescuedSource } from "../../stream/rescued-source.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Io } from "../io/io.ts";
import { filteredSource } from "../logs/filtered-source.ts";
import { lastOfSource } from "../logs/last-of-source.ts";
import type { MergeRequest } from "../logs/merge-sources.ts";
import { noticesOfCluster } from "../logs/several-clusters.ts";
import type { TimelineRequest } from "./timeline-request.ts";

/** What everything that stands beside the lines of pods needs. */
export interface TimelineContext {
  readonly timeline: TimelineRequest;
  readonly merge: MergeRequest;
  readonly io: Io;
  readonly notices: Notices;
  readonly hasSeveralClusters: boolean;
}

/** Nodes asked at the same time, as with `node-logs`. */
export const mostNodes = 5;

/** Who is told what goes wrong in a cluster. */
export function noticesFor({ notices, hasSeveralClusters }: TimelineContext, client: KubeClient): Notices {
  return hasSeveralClusters ? noticesOfCluster(notices, client) : notices;
}

/**
 * The source with what of it is wanted. What is missing since it may not be read, or is not there, is a warning: the pods' own lines come
 * all the same.
 */
export function besideSource(source: LogSource, client: KubeClient, context: TimelineContext): LogSource {
  const { merge, io } = context;
  const { amount, lines } = merge.request;
  const told = withWarning(source, noticesFor(context, client));
  const filtered = merge.filter === undefined ? told : filteredSource(told, merge.filter, io.clock, true);
  if (amount.lastOfEach === undefined) return filtered;
  const containerOf = ({ id }: SourceInfo): string => String(id);
  return lastOfSource(filtered, { entries: amount.lastOfEach, asRecords: lines.isMultiline, containerOf });
}

function withWarning(source: LogSource, notices: Notices): LogSource {
  return rescuedSource(source, (error) => {
    if (!(error instanceof KtError) || !maySettle.has(error.code)) throw error;
    const { code, message, hint } = error;
    // Nobody has the right for one node only.
    const onceKey = code === "KT_FORBIDDEN" ? message.replace(/^.*?: /, "") : message;
    notices.notice({ level: "warning", code, message: `${message}: the timeline is without it`, hint, onceKey });
  });
}

/** What is so because somebody has set it so, and no failure. */
const maySettle: ReadonlySet<string> = new Set(["KT_FORBIDDEN", "KT_NOT_FOUND", "KT_API"]);
