import type { Users } from "../access/authentication.ts";
import type { World } from "../world/world.ts";

/** What the handlers of requests work on. */
export interface ServedCluster {
  readonly world: World;
  readonly users: Users;
  /** Whether the gate PodLogsQuerySplitStreams is on. */
  readonly hasSplitStreams: boolean;
  /** How often watches that allow it get a bookmark. */
  readonly bookmarkIntervalMs: number;
  /** Readings of logs that go on, for scripts of faults. */
  readonly openLogs: OpenLogs;
}

/** A reading of a log that goes on. */
export interface OpenLog {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly nodeName: string | null;
  readonly isFollow: boolean;
  /** Jumps over the next pieces, as a kubelet that fell behind does. */
  skip(pieces: number): void;
  /** Reads the current file from its start again, as a kubelet after a rotation does. */
  replay(): void;
  /** Reads nothing more and does not end, as a kubelet that missed a rotation does. */
  freeze(): void;
  /** Ends the answer properly though the container runs on, as when the kubelet restarts. */
  end(): void;
}

/** The readings of logs that go on now. */
export type OpenLogs = Set<OpenLog>;
