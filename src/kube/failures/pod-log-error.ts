import type { ApiPath } from "../api-path.ts";
import type { Explanation } from "./explanation.ts";

/**
 * The reasons for which a pod's log cannot be read (400, in words only), or not only one of its streams (422). Wording of kubernetes v1.36
 * pkg/registry/core/pod/strategy.go and pkg/kubelet/kubelet_pods.go. Undefined for anything else.
 */
export function explainPodLog(
  { status, contextFlag }: { readonly status: number; readonly contextFlag: string },
  path: ApiPath,
  message: string,
): Explanation | undefined {
  if (path.resource !== "pods" || path.subresource !== "log") return undefined;
  if (status === 422 && /\bstream: Forbidden: may not be specified/.test(message)) {
    return {
      code: "KT_UNSUPPORTED",
      message: "this cluster cannot give one stream of a log apart: the feature gate PodLogsQuerySplitStreams is off",
      hint: "leave out --stream, or read what is finished from files, which tell streams apart: --backend files (needs the right to get nodes/proxy); otherwise the gate has to be on in the API server and in the kubelets",
    };
  }
  if (status !== 400) return undefined;
  const pod = `pod "${path.name}" in namespace "${path.namespace}"`;
  const named = `pod ${path.name} -n ${path.namespace}${contextFlag}`;
  const waiting = /^container "([^"]+)" in pod "[^"]+" is (?:waiting to start: (.+)|terminated.*)$/.exec(message);
  if (waiting !== null) {
    return {
      code: "KT_NOT_STARTED",
      message: `container "${waiting[1]}" of ${pod} has not started: ${waiting[2] ?? message}`,
      hint: `kubectl kt diagnose ${path.name} -n ${path.namespace}${contextFlag}`,
    };
  }
  const unknown = /^container (\S+) is not valid for pod /.exec(message);
  if (unknown !== null) {
    return {
      code: "KT_NO_SUCH_CONTAINER",
      message: `${pod} has no container "${unknown[1]}"`,
      hint: `kubectl get ${named} -o jsonpath='{.spec.containers[*].name} {.spec.initContainers[*].name}'`,
    };
  }
  const previous = /^previous terminated container "([^"]+)" in pod "[^"]+" not found/.exec(message);
  if (previous !== null) {
    return {
      code: "KT_NO_PREVIOUS",
      message: `container "${previous[1]}" of ${pod} has no previous instance: it was not restarted, or its log is gone`,
      hint: `kubectl get ${named} -o wide`,
    };
  }
  const several = /^a container name must be specified for pod \S+, choose one of: \[([^\]]*)\]/.exec(message);
  if (several !== null) {
    return {
      code: "KT_NO_SUCH_CONTAINER",
      message: `${pod} has several containers, and none was chosen: ${several[1]}`,
      hint: "name one with -c",
    };
  }
  return undefined;
}
