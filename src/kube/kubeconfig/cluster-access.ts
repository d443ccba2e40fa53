import type { KubeconfigCluster, KubeconfigUser } from "./kubeconfig.ts";

/** One cluster, one credential and one namespace: what a context comes to after the flags. */
export interface ClusterAccess {
  /** Empty for in-cluster credentials and where flags alone say everything. */
  readonly context: string;
  readonly namespace: string;
  readonly server: URL;
  readonly cluster: KubeconfigCluster;
  readonly user: KubeconfigUser;
}
