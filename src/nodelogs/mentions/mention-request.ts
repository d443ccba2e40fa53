import type { Notices } from "../../stream/notice.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { TimeWindow } from "../../time/time-window.ts";
import type { ServiceRequest } from "../service-request.ts";
import type { LearntTimes } from "./learn-mentions.ts";
import type { MentionedPod, PodMentions } from "./pod-mentions.ts";

/** What is wanted of the journal of one service: the lines that speak of pods. */
export interface MentionRequest<P extends MentionedPod> {
  /** Name of the unit, without `.service`. */
  readonly service: string;
  readonly range: TimeWindow;
  readonly mentions: PodMentions<P>;
}

/** The surroundings of such a source. */
export interface MentionEnvironment<P extends MentionedPod> {
  readonly notices: Notices;
  /** Of the run's monotonic clock. */
  readonly nowMs: () => number;
  /** Whose entries the lines are that speak of a pod. */
  readonly sourceOf: (pod: P) => SourceInfo;
  /** Finds out which IDs there are before the first line is read; once for all services of a node. */
  readonly learn: (signal: AbortSignal) => Promise<LearntTimes>;
}

/** Which of the journal is read for them: nothing of before the pods were there. */
export function serviceRequestOf<P extends MentionedPod>(
  request: MentionRequest<P>,
  { marginSeconds }: LearntTimes,
): ServiceRequest {
  const { service, range, mentions } = request;
  const since = { seconds: Math.floor(mentions.sinceSeconds), nanos: 0 };
  const isOlder = range.first === undefined || range.first.seconds < since.seconds;
  const pattern = mentions.pattern();
  return {
    service,
    range: isOlder ? { ...range, first: since } : range,
    tailLines: undefined,
    pattern,
    marginSeconds,
    boot: undefined,
  };
}
