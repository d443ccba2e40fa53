/**
 * Stable names of everything that can be found out. `docs/diagnose.md` lists the same rows; a test holds the two
 * together.
 */
export const findingCodes = {
  /** The kubeconfig cannot be read, or names what does not exist. */
  kubeconfig: "kubeconfig",
  /** Credentials cannot be had: a plugin, a file. */
  "credentials-missing": "credentials",
  /** The server's name cannot be looked up. */
  "name-unknown": "network",
  /** Nothing listens at the server's address. */
  "server-refused": "network",
  /** The server's address does not answer. */
  "server-silent": "network",
  /** Any other fault of the network. */
  "server-unreachable": "network",
  /** The proxy in between refuses or fails. */
  proxy: "network",
  /** The server's certificate is signed by an authority that is not known here. */
  "tls-authority": "tls",
  /** The server's certificate has expired, or is not valid yet. */
  "tls-expired": "tls",
  /** The server's certificate is for other names. */
  "tls-name": "tls",
  /** TLS fails in another way. */
  "tls-failed": "tls",
  /** What answers is no API server. */
  "not-kubernetes": "credentials",
  /** The API server does not accept the credentials. */
  "credentials-refused": "credentials",
  /** The token or the certificate has expired. */
  "credentials-expired": "credentials",
  /** The API server sees nobody. */
  anonymous: "credentials",
  /** The API server does not answer, or answers with faults of its own. */
  "server-faulty": "credentials",
  /** Clocks differ. */
  "clock-skew": "clock",
  /** No right to read logs. */
  "no-right-to-logs": "rights",
  /** No right to see pods. */
  "no-right-to-pods": "rights",
  /** No right to read logs of nodes. */
  "no-right-to-node-logs": "rights",
  /** There is no such pod, workload or namespace. */
  "not-found": "source",
  /** The workload has no pods. */
  "no-pods": "source",
  /** The workload has some of its pods, and cannot make the others. */
  "too-few-pods": "source",
  /** The pod has no container of that name. */
  "no-such-container": "source",
  /** The pod is being deleted for long. */
  "stuck-terminating": "pod",
  /** The pod was evicted. */
  evicted: "pod",
  /** The pod has failed for another reason than its containers. */
  "pod-failed": "pod",
  /** The pod has failed, and another has taken its place. */
  replaced: "pod",
  /** No node fits. */
  unschedulable: "scheduling",
  /** The scheduler has said nothing about the pod. */
  "not-scheduled": "scheduling",
  /** The image cannot be had. */
  image: "containers",
  /** A ConfigMap, a Secret or a key is missing, or the settings contradict each other. */
  "container-config": "containers",
  /** The runtime cannot create or start the container. */
  "container-start": "containers",
  /** Volumes or the pod's network are not ready. */
  "pod-sandbox": "containers",
  /** An init container does not end. */
  "init-waiting": "containers",
  /** The container ends and is started again and again. */
  "crash-loop": "containers",
  /** The container was killed for its memory. */
  "out-of-memory": "containers",
  /** The container has ended with an error. */
  exited: "containers",
  /** The container runs, but is not ready. */
  "not-ready": "containers",
  /** The container has ended well. */
  completed: "containers",
  /** The container was started again in the past. */
  restarted: "containers",
  /** It is about to start. */
  starting: "containers",
  /** There is no such node. */
  "node-gone": "node",
  /** The node is not Ready. */
  "node-not-ready": "node",
  /** The container runtime is down. */
  "runtime-down": "node",
  /** The node is short of memory, disk or process IDs. */
  "node-pressure": "node",
  /** The kubelet has not renewed its lease, though the node counts as Ready. */
  "node-silent": "node",
  /** Nothing listens at the kubelet's port. */
  "kubelet-refused": "kubelet",
  /** The kubelet does not answer. */
  "kubelet-silent": "kubelet",
  /** The API server does not trust the kubelet's certificate. */
  "kubelet-certificate": "kubelet",
  /** The kubelet does not accept the API server. */
  "kubelet-refuses-server": "kubelet",
  /** The way from the API server to the kubelet is broken in another way. */
  "kubelet-unreachable": "kubelet",
  /** The container that kubectl reads by itself is empty, and another is not. */
  "default-container": "log",
  /** The container has written nothing. */
  "log-empty": "log",
  /** The log of the instance before is not there. */
  "previous-log-gone": "log",
  /** The log of this instance is not there, though it should be. */
  "log-gone": "log",
  /** The kubelet does not know the pod, though it is on its node. */
  "kubelet-unaware": "log",
  /** The log cannot be read. */
  "log-failed": "log",
  /** The log file is missing on the node. */
  "log-file-missing": "log",
  /** Something stands before the API server that may cut streams. */
  "stream-in-between": "stream",
  /** Streams are cut, at a regular interval. */
  "stream-cut": "stream",
  /** Streams were cut, and no rule shows. */
  "stream-broken": "stream",
  /** The kubelet does not answer queries of its node's logs. */
  "node-log-query-off": "node-log-query",
} as const;

/** Stable name of a finding. */
export type FindingCode = keyof typeof findingCodes;
