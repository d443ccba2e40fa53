import type { Pod } from "../kube/objects.ts";

/**
 * Name of the folder of a pod's logs below `/var/log/pods` (kubernetes v1.36.3 pkg/kubelet/kuberuntime/helpers.go
 * BuildPodLogsDirectory). A static pod is known to its kubelet by the hash of its manifest, and by another UID to the API.
 */
export function podLogFolder({ metadata }: Pod): string {
  const uid = metadata.annotations?.["kubernetes.io/config.mirror"] ?? metadata.uid;
  return `${metadata.namespace}_${metadata.name}_${uid}`;
}
