import type { Pod } from "../../kube/objects.ts";
import type { MentionedPod } from "./pod-mentions.ts";

/**
 * The pod as the logs of its node may speak of it.
 * @param newest What is known of it by then; absent: what is known now.
 */
export function mentionedPodOf(pod: Pod, newest: () => Pod = () => pod): MentionedPod {
  const { name, namespace = "", uid = "", creationTimestamp, annotations } = pod.metadata;
  // The kubelet knows a static pod by this before there is an object of it.
  const staticUid = annotations?.["kubernetes.io/config.hash"];
  const created = Date.parse(creationTimestamp ?? "") / 1000;
  const earlier = staticUid === undefined ? clockSkewSeconds : staticPodSeconds;
  return {
    namespace,
    name,
    uids: staticUid === undefined ? [uid] : [uid, staticUid],
    sinceSeconds: Number.isNaN(created) ? 0 : created - earlier,
    containerIds: () => containerIdsOf(newest()),
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
