import type { SourceFacts } from "../stream/source-info.ts";

/**
 * What the path of a container's log file tells (kubernetes v1.36.3 `pkg/kubelet/kuberuntime/helpers.go`
 * BuildContainerLogsDirectory, and its links in `/var/log/containers`); of any other file, its path as it was written.
 */
export function factsOfPath(path: string): SourceFacts {
  const slashed = path.replaceAll("\\", "/");
  const inPods = /(?:^|\/)([a-z0-9.-]+)_([a-z0-9.-]+)_([0-9a-f-]{8,})\/([a-z0-9-]+)\/(\d+)\.log(?:\.[\w.-]+)?$/.exec(
    slashed,
  );
  if (inPods !== null) {
    const [, namespace = "", pod = "", podUid = "", container = "", instance] = inPods;
    return { namespace, pod, podUid, container, instance: Number(instance) };
  }
  const linked = /(?:^|\/)([a-z0-9.-]+)_([a-z0-9.-]+)_([a-z0-9-]+)-([0-9a-f]{64})\.log$/.exec(slashed);
  if (linked !== null) {
    const [, pod = "", namespace = "", container = "", containerId = ""] = linked;
    return { namespace, pod, container, containerId };
  }
  return { service: path };
}
