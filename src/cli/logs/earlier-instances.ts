import { type Instance, viewContainer } from "../../podlogs/container-view.ts";
import type { Notice } from "../../stream/notice.ts";
import type { Target } from "../../targets/target.ts";
import type { TimeWindow } from "../../time/time-window.ts";
import { compareInstants, type Instant, sentenceTimestamp } from "../../time/timestamp.ts";
import type { LogsRequest } from "./logs-request.ts";

/** A container, as it is named, and what is read of it. */
export interface WindowedTarget {
  readonly name: string;
  readonly target: Target;
  readonly window: TimeWindow;
}

/**
 * Says that the window reaches back behind the start of the instances that are read, to earlier ones that are not: else what they wrote
 * reads as if nothing had happened. One notice for all containers; undefined where there is nothing to say.
 */
export function noticeOfEarlier(targets: readonly WindowedTarget[], request: LogsRequest): Notice | undefined {
  const late = targets.flatMap((one) => {
    const lack = lackOf(one, request);
    return lack === undefined ? [] : [{ ...lack, name: one.name }];
  });
  const [only] = late;
  if (only === undefined) return undefined;
  const hint = late.some(({ isNextKept }) => isNextKept)
    ? "--instances all reads the instance before this one as well, --history all that have files on the node"
    : "--history reads all instances that have files on the node";
  const where = "what was written before is in earlier instances";
  if (late.length === 1) {
    const message = `this run began at ${sentenceTimestamp(only.startedAt)}: ${where}`;
    return { level: "warning", about: only.name, message, hint };
  }
  const named = late.slice(0, mostNamed).map(({ name, startedAt }) => `${name} at ${sentenceTimestamp(startedAt)}`);
  const more = late.length > mostNamed ? ` and ${late.length - mostNamed} more` : "";
  const message = `${late.length} containers began later than the time asked for (${named.join(", ")}${more}): ${where}`;
  return { level: "warning", message, hint };
}

const mostNamed = 3;

/** When what is read of a container began, and whether the kubelet keeps the instance before. */
interface Lack {
  readonly startedAt: Instant;
  readonly isNextKept: boolean;
}

function lackOf({ target, window }: WindowedTarget, { following, fileUse }: LogsRequest): Lack | undefined {
  const pod = target.pods.current(target.pod);
  if (pod === undefined || following.instances === "previous") return undefined;
  const isAll = following.instances === "all";
  if (isAll && fileUse === "history") return undefined;
  const { instances } = viewContainer(pod, target.container, target.kind);
  const oldest = isAll ? instances[0] : instances.at(-1);
  if (oldest?.startedAt === undefined || oldest.number === 0 || !isBehind(window, oldest.startedAt)) return undefined;
  const before = instances[instances.indexOf(oldest) - 1];
  return hasEndedBefore(before, window) ? undefined : { startedAt: oldest.startedAt, isNextKept: before !== undefined };
}

/** Whether the window begins before that, or, open to the past, ends before it. */
function isBehind({ first, last }: TimeWindow, startedAt: Instant): boolean {
  const bound = first ?? last;
  return bound !== undefined && compareInstants(bound, startedAt) < 0;
}

/** Whether none of its lines can lie in the window. The status has whole seconds. */
function hasEndedBefore(instance: Instance | undefined, { first }: TimeWindow): boolean {
  const finishedAt = instance?.finishedAt;
  return finishedAt !== undefined && first !== undefined && finishedAt.seconds + 1 < first.seconds;
}
