import { hasCode, type KtError } from "../errors/kt-error.ts";
import type { KubeClient } from "../kube/client.ts";
import type { Pod } from "../kube/objects.ts";
import { ContainerFiles } from "./container-files.ts";
import { NodeFolder } from "./node-folder.ts";
import { podLogFolder } from "./pod-folder.ts";

/** The way of one run to the log files of containers, through the kubelets' file endpoint. */
export class FileAccess {
  readonly #refusals = new Map<KubeClient, Promise<KtError | undefined>>();

  /** The files of one container; undefined while its pod has no node. */
  filesOf(client: KubeClient, pod: Pod, container: string): ContainerFiles | undefined {
    const { nodeName } = pod.spec;
    if (nodeName === undefined) return undefined;
    return new ContainerFiles(podsOf(client, nodeName).below(podLogFolder(pod)).below(container));
  }

  /**
   * Why this user may not read files of this cluster's nodes; undefined when there is no reason known. Asked once for each
   * cluster, whatever the number of containers.
   */
  refusal(client: KubeClient, node: string, signal: AbortSignal): Promise<KtError | undefined> {
    let refusal = this.#refusals.get(client);
    if (refusal === undefined) {
      refusal = askRefusal(client, node, signal);
      this.#refusals.set(client, refusal);
    }
    return refusal;
  }
}

async function askRefusal(client: KubeClient, node: string, signal: AbortSignal): Promise<KtError | undefined> {
  try {
    await podsOf(client, node).list(signal);
  } catch (error) {
    if (hasCode(error, "KT_FORBIDDEN")) return error;
    // What else is wrong may be wrong with this node alone.
  }
  return undefined;
}

function podsOf(client: KubeClient, node: string): NodeFolder {
  return new NodeFolder(client, node, "pods/");
}
