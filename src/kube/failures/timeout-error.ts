import { KtError } from "../../errors/kt-error.ts";
import { describeObject, parseApiPath } from "../api-path.ts";
import type { Verb } from "./explanation.ts";
import type { Destination } from "./network-error.ts";

/** A request that had no answer in time. */
export interface LateRequest {
  readonly verb: Verb;
  readonly path: string;
  readonly timeoutMs: number;
}

/**
 * Says that no answer came in time. Where the API server only passes the request on to a kubelet, it is
 * mostly the kubelet that does not answer: the API server waits for one that is cut off for minutes.
 */
export function timeoutError(request: LateRequest, to: Destination, cause: unknown): KtError {
  const path = parseApiPath(request.path);
  const what = `cannot ${request.verb} ${describeObject(path, request.path)}`;
  const limit = `no answer within ${request.timeoutMs / 1000} s`;
  const isThroughKubelet = path.subresource === "log" || (path.resource === "nodes" && path.subresource === "proxy");
  if (!isThroughKubelet) {
    const from = to.context === "" ? to.server.origin : `${to.server.origin} of context "${to.context}"`;
    return new KtError("KT_UNREACHABLE", `${what}: ${limit} from the API server ${from}`, {
      hint: `kubectl get --raw '/readyz?verbose'${to.contextFlag}    (or allow more with --request-timeout)`,
      cause,
    });
  }
  const node = path.resource === "nodes" ? `node "${path.name}"` : "the pod's node";
  return new KtError(
    "KT_KUBELET_UNREACHABLE",
    `${what}: ${limit}; the API server seems to wait for the kubelet of ${node}`,
    {
      hint: `kubectl get nodes${to.contextFlag}    (is it Ready? or allow more with --request-timeout)`,
      cause,
    },
  );
}
