import type { SourceFacts } from "../../stream/source-info.ts";

/**
 * Where the log of a source lies in a folder of logs, with slashes: a container's as the kubelet has it
 * (`NAMESPACE_POD_UID/CONTAINER/INSTANCE.log`, kubernetes v1.36.3 `pkg/kubelet/kuberuntime/helpers.go` BuildContainerLogsDirectory),
 * others by node and service.
 */
export function logFilePathOf(facts: SourceFacts): string {
  const { namespace, pod, podUid, container, instance, node, service } = facts;
  if (pod === undefined) {
    const name = safeName(service?.replace(/\.log$/u, "") ?? "log");
    return node === undefined ? `${name}.log` : `${folderName(node)}/${name}.log`;
  }
  const folder = folderName([namespace, pod, podUid].filter((part) => part !== undefined).join("_"));
  const name = container ?? service ?? "log";
  return instance === undefined ? `${folder}/${safeName(name)}.log` : `${folder}/${folderName(name)}/${instance}.log`;
}

/** The same path, numbered where another file has it, also on file systems that do not tell capitals apart. */
export function uniquePath(path: string, taken: Set<string>): string {
  const stem = path.slice(0, -".log".length);
  let unique = path;
  for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${stem}-${number}.log`;
  taken.add(unique.toLowerCase());
  return unique;
}

/**
 * The name as one that every file system takes and that leads nowhere else. Names of a cluster are safe; those in
 * a saved log may be anything.
 */
function safeName(name: string): string {
  const plain = name.replaceAll(/[^\w.@-]+/gu, "_").slice(0, longestName);
  const shown = plain.replace(/^\.+/u, "_").replace(/\.+$/u, "_");
  return shown === "" || windowsDevice.test(shown) ? `_${shown}` : shown;
}

/** A folder's name, which no file can have. */
function folderName(name: string): string {
  return safeName(name).replace(/\.log$/iu, "_log");
}

/** Below what file systems take (255 bytes), with room for an ending. */
const longestName = 230;
const windowsDevice = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;
