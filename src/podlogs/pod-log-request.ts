import type { Pod } from "../kube/objects.ts";
import type { FileAccess } from "../logfiles/file-access.ts";
import type { Notices } from "../stream/notice.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import type { Target } from "../targets/target.ts";
import type { TimeWindow } from "../time/time-window.ts";
import type { Outages } from "./outage.ts";

/**
 * What of a log is read from the container's files on its node:
 * - `never`: nothing.
 * - `better`: where the caller may, and nothing is said where not: what is finished and long, or of one stream; and what a follow
 *   has missed.
 * - `finished`: whatever is finished, and what a follow has missed.
 * - `history`: so too, with rotated files, and the files of earlier instances.
 */
export type FileUse = "never" | "better" | "finished" | "history";

/** What is wanted of the log of one container. */
export interface PodLogRequest {
  /** Whether to go on with what comes, through every restart. */
  readonly follow: boolean;
  /** Only entries within it, by their own timestamps, to the nanosecond; an absent end is open. */
  readonly range: TimeWindow;
  /** Only the last so many entries of those within the range; in a follow, of what is there at its start. */
  readonly tailLines?: number | undefined;
  /** Whether somebody behind keeps no more than the last `tailLines`: then more of them may come. */
  readonly isTailTrimmed?: boolean | undefined;
  /** Whether the container came while the run went on: then its log is wanted from its very first line on. */
  readonly isFromStart?: boolean | undefined;
  /** `all`: the last terminated instance and the current one, joined. A follow goes on to later ones anyhow. */
  readonly instances: "current" | "previous" | "all";
  /** Only one of the container's two streams; needs the gate PodLogsQuerySplitStreams in the cluster. */
  readonly stream?: "stdout" | "stderr" | undefined;
  readonly fileUse: FileUse;
  /** kubectl's `--insecure-skip-tls-verify-backend`: the API server does not check the kubelet's certificate. */
  readonly skipsBackendTlsCheck?: boolean | undefined;
}

/** What a source needs of the run it belongs to. */
export interface PodLogEnvironment {
  readonly notices: Notices;
  /** Those of all sources of the run. */
  readonly outages: Outages;
  /** Opens the way to the containers' files. */
  readonly files: () => Promise<FileAccess>;
  /** Milliseconds of a monotonic clock. */
  readonly nowMs: () => number;
  /** Waits; an abort ends the wait at once, with or without an error. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /** The source's description for one instance of a container, with the next dense id. */
  readonly sourceOf: (
    target: Target,
    pod: Pod | undefined,
    instance: number | undefined,
    containerId: string | undefined,
  ) => SourceInfo;
}
