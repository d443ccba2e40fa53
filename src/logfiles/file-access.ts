import { hasCode } from "../errors/kt-error.ts";
import type { KubeClient } from "../kube/client.ts";
import type { Pod } from "../kube/objects.ts";
import { ContainerFiles } from "./container-files.ts";
import { NodeFolder } from "./node-folder.ts";
import { podLogFolder } from "./pod-folder.ts";

/** The way of one run to the log files of containers, through the kubelets' file endpoint. */
export class FileAccess {
  readonly #rights = new Map<KubeClient, Promise<boolean>>();

  /** The files of one container; undefined while its pod has no node. */
  filesOf(client: KubeClient, pod: Pod, container: string): ContainerFiles | undefined {
    const { nodeName } = pod.spec;
    if (nodeName === undefined) return undefined;
    return new ContainerFiles(podsOf(client, nodeName).below(podLogFolder(pod)).below(container));
  }

  /**
   * Whether this user may read files of this cluster's nodes, as far as the cluster says; true where it says nothing. Asked
   * once for each cluster, by a review: trying it out would look like an attack to who watches for `nodes/proxy`.
   */
  mayRead(client: KubeClient, signal: AbortSignal): Promise<boolean> {
    let right = this.#rights.get(client);
    if (right === undefined) {
      right = askRight(client, signal);
      this.#rights.set(client, right);
    }
    return right;
  }
}

async function askRight(client: KubeClient, signal: AbortSignal): Promise<boolean> {
  const resourceAttributes = { verb: "get", resource: "nodes", subresource: "proxy" };
  const review = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes },
  };
  try {
    const answer = await client.post<{ readonly status?: { readonly allowed?: boolean } }>(reviewPath, review, {
      signal,
    });
    return answer.status?.allowed !== false;
  } catch (error) {
    return !hasCode(error, "KT_FORBIDDEN");
  }
}

const reviewPath = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

function podsOf(client: KubeClient, node: string): NodeFolder {
  return new NodeFolder(client, node, "pods/");
}
