import type { FollowedSources } from "../../stream/merge-follow.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import type { RunSources } from "../logs/merge-sources.ts";
import { StreamSlots } from "../logs/stream-slots.ts";
import { FollowedTimeline } from "./followed-timeline.ts";
import { mostNodes, type TimelineContext } from "./timeline-context.ts";
import { TimelineParts } from "./timeline-parts.ts";
import { timelinePodOf } from "./timeline-pod.ts";

/** The logs of containers themselves. `onTargetEnd` is called when nothing more comes of one that is followed. */
export type OpenTargets = (set: TargetSet, onTargetEnd: (target: Target) => void) => RunSources;

/** The logs of containers, and between their lines what their nodes and the cluster say about their pods (N6). */
export function timelineSources(
  set: TargetSet,
  openTargets: OpenTargets,
  context: TimelineContext,
  signal: AbortSignal,
): RunSources {
  if (context.merge.request.following.isFollow) {
    const followed = new FollowedTimeline(set, context, signal);
    const containers = openTargets(followed.set, (target) => followed.leave(target));
    return { ...containers, follow: (): FollowedSources => followed.sources(containers.follow()) };
  }
  const containers = openTargets(set, () => {});
  return {
    ...containers,
    open: (told, spool): readonly LogSource[] => {
      const parts = new TimelineParts({ ...context, notices: told });
      for (const pod of podsOf(set.initial)) {
        parts.addToNamespace(pod);
        parts.addToNode(pod);
      }
      const slots = new StreamSlots(mostNodes);
      const ofNodes = parts.nodes.flatMap((node) => node.finished(slots, spool));
      return [...containers.open(told, spool), ...ofNodes, ...parts.namespaces.map((events) => events.finished())];
    },
  };
}

function podsOf(targets: readonly Target[]): readonly ReturnType<typeof timelinePodOf>[] {
  const ofPods = new Map(targets.map((target) => [`${target.client.context} ${target.pod.uid}`, target]));
  return [...ofPods.values()].flatMap((target) => {
    const state = target.pods.current(target.pod);
    return state === undefined ? [] : timelinePodOf(target, state);
  });
}
