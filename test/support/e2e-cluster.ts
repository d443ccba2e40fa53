/** Rights that users really have. */
export type UserRights = "podsAndLogs" | "logsWithoutList" | "podsWithoutLogs";

/** A pod that writes numbered lines: `seq=1`, `seq=2` and so on, with its name as `id=`. */
export interface WriterSpec {
  /** Of the pod; its container is `writer`. */
  readonly name: string;
  /** How many lines each run writes; may be infinite. */
  readonly lines: number;
  /** 0: as fast as possible. */
  readonly linesPerSecond: number;
  /** What comes after the last line: it waits, or it ends with this exit code and is started again, unless `isOnce`. */
  readonly then: "sleep" | { readonly exitCode: 0 | 1; readonly isOnce?: boolean };
  /** Of each line, its newline not counted. Absent: as long as it comes. */
  readonly lineBytes?: number;
  /** Part of the lines that go to stderr. Absent: none. */
  readonly stderrRatio?: number;
  /** Where the pod runs. Absent: anywhere. */
  readonly node?: string;
}

/** A Deployment of writers that go on for ever. */
export interface WriterDeploymentSpec {
  /** Each pod's own name is its `id=`. */
  readonly name: string;
  readonly replicas: number;
  readonly linesPerSecond: number;
}

/** What is written before and after something has happened; no line may hold a quote. */
export interface TwoTexts {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What happens to clusters. Each resolves when everything answers again. */
export interface ClusterTroubles extends AsyncDisposable {
  /** Kills the API server and starts it again. */
  restartApiServer(): Promise<void>;
  /** The containers on its node run on. */
  restartKubelet(node: string): Promise<void>;
  /** As by a power cut: the containers on it are started anew. */
  rebootNode(node: string): Promise<void>;
  /**
   * Breaks something of a node and leaves it broken, until the result is disposed of. `kubelet`: it is stopped. `link`: the node is
   * cut off. `runtime`: it is stopped. `certificate`: the kubelet shows one that it has signed itself.
   */
  breakNode(node: string, what: "kubelet" | "link" | "runtime" | "certificate"): Promise<AsyncDisposable>;
  /** Deletes the current log file of a writer on its node. */
  deleteLogFile(node: string, writer: string): Promise<void>;
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
  /** Kubeconfig of the administrator for a proxy on this port of 127.0.0.1 that stands before the API server. */
  kubeconfigThrough(port: number): Promise<string>;
  /** Starts a writer in the test's own namespace; resolves when it runs or has ended. */
  addWriter(spec: WriterSpec): Promise<void>;
  /** Waits until the writer's first run has written all of its lines. */
  writerDone(name: string): Promise<void>;
  /** Waits until a writer that ends has been started again so many times. */
  writerRestarted(name: string, times: number): Promise<void>;
  /** Starts writers in the test's own namespace; resolves when all of them run. */
  addWriters(spec: WriterDeploymentSpec): Promise<void>;
  /** Replaces all pods of such a Deployment, one after the other; resolves when the new ones run and the old ones are gone. */
  replaceWriters(name: string): Promise<void>;
  /**
   * Starts a pod of the test's own namespace whose container writes some lines, ends, and is started again, once, to write
   * others; resolves when it has written these and runs on.
   */
  addRestarted(name: string, texts: TwoTexts): Promise<void>;
  /**
   * Starts a pod of the test's own namespace on node-1 whose container `main` writes `starting` and `panic: no database`, ends with exit code 3,
   * and is started again and again; resolves when that has happened so many times, and the node and the cluster have told of it.
   */
  addCrashLoop(name: string, restarts: number): Promise<void>;
  /**
   * Starts a Deployment of two pods of the test's own namespace whose containers write some lines, and begins a rollout to others, whose
   * progress deadline is some seconds: resolves when pods of both have written. The label `app` of its pods is its name.
   */
  addHalfRolledOut(name: string, texts: TwoTexts): Promise<void>;
  /**
   * Lets nobody else trouble the cluster until the result is disposed of.
   * @throws when the cluster cannot be troubled: see `whyUntroubled` of `cluster-kit.ts`.
   */
  trouble(): Promise<ClusterTroubles>;
}
