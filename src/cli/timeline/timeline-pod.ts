import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { mentionedPodOf } from "../../nodelogs/mentions/mentioned-pod.ts";
import type { MentionedPod } from "../../nodelogs/mentions/pod-mentions.ts";
import type { SourceFacts } from "../../stream/source-info.ts";
import type { Target } from "../../targets/target.ts";

/** A pod of which more is told than its own lines. */
export interface TimelinePod extends MentionedPod {
  readonly client: KubeClient;
  /** What is known of it, without a service. */
  readonly facts: SourceFacts;
}

/** The pod of a target, on its node. @param pod Its state. */
export function timelinePodOf(target: Target, pod: Pod): TimelinePod {
  const { client, pods, pod: ref, node } = target;
  const facts = {
    context: client.context || undefined,
    namespace: ref.namespace,
    node: pod.spec.nodeName,
    ...node,
    pod: ref.name,
    podUid: ref.uid,
  };
  return {
    ...mentionedPodOf(pod, () => pods.current(ref) ?? pod),
    client,
    facts: Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
  };
}
