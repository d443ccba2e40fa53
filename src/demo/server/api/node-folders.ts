import type { LogFile } from "../logs/log-file.ts";
import type { Pod } from "../world/pod.ts";
import type { World } from "../world/world.ts";

/** Names in a folder of a node below `/var/log`, folders with a slash; undefined when there is no such folder. */
export function listNodeFolder(world: World, nodeName: string, path: readonly string[]): readonly string[] | undefined {
  const [top, folder, name, ...more] = path;
  if (top === undefined) return ["pods/", ...(world.findKubelet(nodeName)?.files.keys() ?? [])];
  if (top !== "pods" || more.length > 0) return undefined;
  if (folder === undefined) return world.podsOn(nodeName).map((pod) => `${podFolder(pod)}/`);
  const pod = podOf(world, nodeName, folder);
  const written = pod?.containers.filter(({ logFiles }) => logFiles.length > 0);
  if (name === undefined) return written?.map((container) => `${container.name}/`);
  return written?.find((container) => container.name === name)?.logFiles.map((file) => file.name);
}

/** A file of a node below `/var/log`; undefined when there is none. */
export function findNodeFile(world: World, nodeName: string, path: readonly string[]): LogFile | undefined {
  const [top, folder = "", name, file, ...more] = path;
  if (path.length === 1) return world.findKubelet(nodeName)?.files.get(top ?? "");
  if (top !== "pods" || file === undefined || more.length > 0) return undefined;
  const container = podOf(world, nodeName, folder)?.containers.find((one) => one.name === name);
  return container?.logFiles.find((one) => one.name === file);
}

function podOf(world: World, nodeName: string, folder: string): Pod | undefined {
  return world.podsOn(nodeName).find((pod) => podFolder(pod) === folder);
}

/**
 * The folder of a pod's logs (kubernetes v1.36.3 pkg/kubelet/kuberuntime/helpers.go BuildPodLogsDirectory). A static pod is known
 * to its kubelet by the hash of its manifest.
 */
export function podFolder({ namespace, name, uid, annotations }: Pod): string {
  return `${namespace}_${name}_${annotations["kubernetes.io/config.mirror"] ?? uid}`;
}
