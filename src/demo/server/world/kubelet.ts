import type { LogFile } from "../logs/log-file.ts";
import type { NodeJournal } from "./node-journal.ts";

/** How the kubelet of a node answers the API server. */
export type KubeletState = "up" | "refused" | "silent";

/** The kubelet of a node, as far as requests to it go. */
export interface Kubelet {
  readonly nodeName: string;
  /** Address that errors name. */
  readonly address: string;
  /** `refused`: nothing listens on its port. `silent`: the node is cut off, nothing answers at all. */
  state: KubeletState;
  /** What the API server's dial fails with, such as `x509: certificate has expired`; undefined: it does not. */
  dialError: string | undefined;
  /** How long ago it renewed its lease; negative: its clock is ahead. Undefined: a moment ago, again and again. */
  leaseAgeMs: number | undefined;
  /** The node's, which it reads for queries. */
  readonly journal: NodeJournal;
  /** `enableSystemLogQuery` of its configuration. */
  hasLogQuery: boolean;
  /** `enableSystemLogHandler` of its configuration: without it, it answers 405 to every question for logs of the node. */
  hasLogHandler: boolean;
  /** `featureGates` of its configuration. */
  featureGates: Readonly<Record<string, boolean>>;
  /** How far the node's clocks are ahead of UTC: in its zone times of queries are read. */
  zoneOffsetMinutes: number;
  /** Files of `/var/log` itself, by name. */
  readonly files: Map<string, LogFile>;
}
