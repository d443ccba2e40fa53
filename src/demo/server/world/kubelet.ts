/** How the kubelet of a node answers the API server. */
export type KubeletState = "up" | "refused" | "silent";

/** The kubelet of a node, as far as requests to it go. */
export interface Kubelet {
  readonly nodeName: string;
  /** Address that errors name. */
  readonly address: string;
  /** `refused`: nothing listens on its port. `silent`: the node is cut off, nothing answers at all. */
  state: KubeletState;
}
