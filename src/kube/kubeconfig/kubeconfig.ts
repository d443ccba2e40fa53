import type { Cluster, Context, User } from "@kubernetes/client-node/dist/config_types.js";

/** A cluster of a kubeconfig; paths are absolute. */
export interface KubeconfigCluster extends Cluster {
  readonly disableCompression: boolean;
  /** What `provideClusterInfo` hands to exec plugins: the extension `client.authentication.k8s.io/exec`. */
  readonly execExtension: unknown;
}

/** A user of a kubeconfig; paths are absolute. */
export interface KubeconfigUser extends User {
  readonly tokenFile?: string | undefined;
  readonly impersonateUid?: string | undefined;
  readonly impersonateGroups?: readonly string[] | undefined;
  readonly impersonateExtra?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The file that it comes from, where renewed OIDC tokens are written back. */
  readonly file?: string | undefined;
}

/** All files of KUBECONFIG as one; for each name the first file that has it wins. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Context>;
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
  /** What was looked at, for messages. */
  readonly files: readonly string[];
}
