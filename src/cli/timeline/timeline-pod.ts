import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
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
  const { creationTimestamp, annotations } = pod.metadata;
  // The kubelet knows a static pod by this before there is an object of it.
  const staticUid = annotations?.["kubernetes.io/config.hash"];
  const created = Date.parse(creationTimestamp ?? "") / 1000;
  const earlier = staticUid === undefined ? clockSkewSeconds : staticPodSeconds;
  const facts = {
    context: client.context || undefined,
    namespace: ref.namespace,
    node: pod.spec.nodeName,
    ...node,
    pod: ref.name,
    podUid: ref.uid,
  };
  return {
    client,
    namespace: ref.namespace,
    name: ref.name,
    uids: staticUid === undefined ? [ref.uid] : [ref.uid, staticUid],
    sinceSeconds: Number.isNaN(created) ? 0 : created - earlier,
    containerIds: () => containerIdsOf(pods.current(ref) ?? pod),
    facts: Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
  };
}

/** The clocks of the API server and of a node that are both right may differ by so much. */
const clockSkewSeconds = 5;
const staticPodSeconds = 600;

/** Those that its status names: of each container the present and the last one. */
function containerIdsOf({ status }: Pod): readonly string[] {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {};
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].flatMap(
    ({ containerID, state, lastState }) => {
      const ids = [containerID, state?.terminated?.containerID, lastState?.terminated?.containerID];
      return ids.flatMap((id) => id?.replace(/^.*:\/\//, "") || []);
    },
  );
}
