/** What the kubelet says inside the body of a log, with status 200 and without a timestamp. */
export interface KubeletMessage {
  /**
   * - `gone`: the container or its file is not there (any more).
   * - `cannot-follow`: the node is out of file watches; what is there can be read.
   * - `failed`: reading broke off.
   */
  readonly kind: "gone" | "cannot-follow" | "failed";
  readonly text: string;
}

/**
 * Recognises a line without a timestamp as a message of the kubelet. It begins the answer before it looks for the
 * log (kubernetes v1.36.3 pkg/kubelet/kubelet_pods.go GetKubeletContainerLogs), so what fails then comes as
 * the end of the body, without a newline. Sources of the sentences: pkg/kubelet/kuberuntime/kuberuntime_container.go
 * GetContainerLogs, k8s.io/cri-client v0.36.3 pkg/logs/logs.go ReadLogs and waitLogs, pkg/remote_runtime.go.
 * @returns undefined when it is none of them.
 */
export function readKubeletMessage(line: string): KubeletMessage | undefined {
  for (const [pattern, kind] of sentences) if (pattern.test(line)) return { kind, text: line };
  return undefined;
}

const sentences: readonly (readonly [RegExp, KubeletMessage["kind"]])[] = [
  [/^unable to retrieve container logs for \S+$/, "gone"],
  [/^container status is nil$/, "gone"],
  [/^failed to try resolving symlinks in path "/, "gone"],
  [/^failed to open log file "/, "gone"],
  [/^rpc error: code = NotFound /, "gone"],
  [/^failed to create fsnotify watcher: /, "cannot-follow"],
  [/^failed to watch directory "/, "cannot-follow"],
  [/^rpc error: code = \w+ /, "failed"],
  [/^failed to tail -?\d+ lines of log file "/, "failed"],
  [/^failed to seek -?\d+ in log file "/, "failed"],
  [/^failed to (?:read|reset seek in) log file "/, "failed"],
  [/^failed to get parse function: /, "failed"],
  [/^unexpected stream type "/, "failed"],
  [/^context (?:cancelled|canceled|deadline exceeded)$/, "failed"],
];
