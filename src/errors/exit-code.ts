/**
 * The one table of what can go wrong and the exit code that tells a script so. `docs/errors.md` lists
 * the same rows; a test holds the two together.
 */
export const exitCodeOf = {
  /** The command line cannot be understood. */
  KT_USAGE: 2,
  /** The kubeconfig cannot be read, or what it names does not exist. */
  KT_KUBECONFIG: 1,
  /** Credentials cannot be had: an exec plugin, a token file, OIDC. */
  KT_CREDENTIALS: 1,
  /** The API server or a proxy before it does not answer. */
  KT_UNREACHABLE: 1,
  /** The API server's certificate, or ours, is not accepted. */
  KT_TLS: 1,
  /** 401. */
  KT_UNAUTHORIZED: 1,
  /** 403. */
  KT_FORBIDDEN: 1,
  /** 404 of an object, a namespace or a kind. */
  KT_NOT_FOUND: 1,
  /** The pod has no container of that name. */
  KT_NO_SUCH_CONTAINER: 1,
  /** The container has not started yet. */
  KT_NOT_STARTED: 1,
  /** The container has no previous instance, or its log is gone; or the workload has no previous revision. */
  KT_NO_PREVIOUS: 1,
  /** The API server cannot reach the kubelet. */
  KT_KUBELET_UNREACHABLE: 1,
  /** The kubelet does not know a pod that is on its node: it was started a moment ago, or the pod was just deleted. */
  KT_KUBELET_UNAWARE: 1,
  /** The server asks to wait (429, or 503 with Retry-After), longer than we were willing to. */
  KT_BUSY: 1,
  /** The cluster cannot do what was asked for: a feature gate is off. It fails for all of its containers alike. */
  KT_UNSUPPORTED: 1,
  /** Any other answer of the API server that is an error. */
  KT_API: 1,
  /** A saved log cannot be read. */
  KT_CAPTURE: 1,
  /** Standard output or a file cannot be written. */
  KT_OUTPUT: 1,
  /** What was followed with `--exit-on-complete` has failed. */
  KT_WORKLOAD_FAILED: 1,
  /** A defect of kubectl-kt itself. */
  KT_INTERNAL: 1,
  /** Some sources failed or may have gaps: the output is incomplete. */
  KT_INCOMPLETE: 3,
  /** No source matched. */
  KT_NO_MATCH: 4,
  /** The time was up. */
  KT_TIMEOUT: 5,
} as const;

/** A diagnosis found something; no failure of its own. */
export const exitCodeOfFinding = 10;

/** Stable name of a kind of failure. */
export type KtErrorCode = keyof typeof exitCodeOf;
