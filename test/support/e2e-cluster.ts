/** Rights that users really have. */
export type UserRights = "podsAndLogs" | "logsWithoutList" | "podsWithoutLogs";

/** A pod that writes numbered lines: `seq=1`, `seq=2` and so on, with its name as `id=`. */
export interface WriterSpec {
  /** Of the pod; its container is `writer`. */
  readonly name: string;
  /** How many lines each run writes. */
  readonly lines: number;
  /** 0: as fast as possible. */
  readonly linesPerSecond: number;
  /** What comes after the last line: it waits, or it ends with this exit code (and is started again after 1). */
  readonly then: "sleep" | { readonly exitCode: 0 | 1 };
}

/**
 * The cluster that end-to-end tests run on, the fake one or a real one. It holds example workloads in the namespaces
 * `shop`, `batch` and `odd`, which tests only read, and a namespace of the test's own.
 */
export interface E2eCluster extends AsyncDisposable {
  readonly isReal: boolean;
  /** URL of its API server. */
  readonly server: string;
  /** Of an administrator. */
  readonly kubeconfig: string;
  /** The test's own. */
  readonly namespace: string;
  /** Kubeconfig of a user with few rights in these namespaces and none elsewhere. */
  userKubeconfig(rights: UserRights, namespaces: readonly string[]): Promise<string>;
  /** Starts a writer in the test's own namespace; resolves when it runs or has ended. */
  addWriter(spec: WriterSpec): Promise<void>;
  /** Waits until the writer's first run has written all of its lines. */
  writerDone(name: string): Promise<void>;
}
