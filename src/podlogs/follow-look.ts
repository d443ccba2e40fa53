import type { Pod } from "../kube/objects.ts";
import type { ContainerReading } from "./container-reading.ts";
import { type ContainerView, type Instance, viewContainer } from "./container-view.ts";
import { beginInstance, instancesBefore } from "./finished-instances.ts";
import type { FollowContext } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { reportGap } from "./gap-notice.ts";
import { judgeFailure } from "./log-failure.ts";

/** Asks for the container's state and chooses the instance to read: the one being read until its end, then the next. */
export async function lookAtContainer(follow: FollowContext, signal: AbortSignal): Promise<FollowEvent> {
  const { reading } = follow;
  const { target } = reading;
  const pod = await newestPod(follow, signal);
  if (pod === "unavailable") return "unavailable";
  if (pod === undefined) {
    const mayLack = follow.failure !== undefined && !follow.hasReadEnd;
    if (reading.instance !== undefined && !follow.isInstanceOver && mayLack) {
      reportGap(reading, "the connection broke, and the pod was deleted before the rest could be read", undefined);
    }
    follow.tellDeleted();
    return "finished";
  }
  const known = viewContainer(pod, target.container, target.kind);
  follow.before ??= await instancesBefore(known.instances, reading, signal);
  const view = { ...known, instances: [...follow.before, ...known.instances] };
  follow.view = view;
  if (reading.instance !== undefined && !follow.isInstanceOver) {
    const found = view.instances.find(({ id }) => id === reading.instance?.id);
    if (found !== undefined) {
      reading.instance = found;
      // The state was behind: all that was read is of its successor. That is not printed again.
      if (isAllBehind(reading, found)) beginInstance(reading, found);
      if (!follow.hasBacklog) return "found-first";
      return found.isRunning ? "found-running" : "found-terminated";
    }
    if (isBehind(view, reading.instance)) return "unavailable";
    if (!follow.hasReadEnd) {
      const why = "the container was restarted more than once before its log was read to the end";
      reportGap(reading, why, startOf(view));
    }
    follow.endInstance();
  }
  return chooseNext(follow, view);
}

/** The pod's state: at the start, and after a change, as the watch has it; else the API server's answer. */
async function newestPod(follow: FollowContext, signal: AbortSignal): Promise<Pod | undefined | "unavailable"> {
  const { pod, pods } = follow.reading.target;
  const known = follow.view === undefined ? pods.current(pod) : follow.known;
  follow.known = undefined;
  if (known !== undefined) return known;
  try {
    return await pods.refresh(pod, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = judgeFailure(error);
    follow.noteFailure(failure);
    // Whoever may not look at pods still has what is known of this one.
    const last = failure.kind === "refused" ? pods.current(pod) : undefined;
    return last ?? "unavailable";
  }
}

/** Whether this state of the pod is older than the instance that is being read. */
function isBehind(view: ContainerView, instance: Instance): boolean {
  return view.instances.every(({ number }) => number < instance.number);
}

/** Whether everything read was written after the instance had finished. The status has whole seconds. */
function isAllBehind({ first }: ContainerReading, { finishedAt }: Instance): boolean {
  return first !== undefined && finishedAt !== undefined && first.seconds > finishedAt.seconds + 1;
}

function startOf(view: ContainerView): Instance["startedAt"] {
  return view.instances[0]?.startedAt;
}

function chooseNext(follow: FollowContext, view: ContainerView): FollowEvent {
  const { reading, lastNumber } = follow;
  const isFirst = !follow.hasBacklog && reading.instance === undefined;
  const next =
    isFirst && reading.request.instances !== "all"
      ? view.instances.at(-1)
      : view.instances.find(({ number }) => number > lastNumber);
  if (next === undefined) {
    if (!view.isOver) return "found-none";
    if (view.pod.metadata.deletionTimestamp !== undefined) follow.tellDeleted();
    return "finished";
  }
  if (lastNumber >= 0 && next.number > lastNumber + 1) {
    const missing = next.number - lastNumber - 1;
    const which = missing === 1 ? `instance ${lastNumber + 1}` : `instances ${lastNumber + 1} to ${next.number - 1}`;
    reportGap(reading, `${which} of the container cannot be read any more`, next.startedAt);
  }
  beginInstance(reading, next);
  reading.isLater = follow.hasBacklog;
  follow.isInstanceOver = false;
  if (!follow.hasBacklog) return "found-first";
  return next.isRunning ? "found-running" : "found-terminated";
}
