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
  /** The node's, which it reads for queries. */
  readonly journal: NodeJournal;
  /** `enableSystemLogQuery` of its configuration. */
  hasLogQuery: boolean;
  /** How far the node's clocks are ahead of UTC: in its zone times of queries are read. */
  zoneOffsetMinutes: number;
  /** Files of `/var/log` itself, by name. */
  readonly files: Map<string, LogFile>;
}
