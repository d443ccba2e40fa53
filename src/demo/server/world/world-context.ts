import type { Clock } from "./clock.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Random } from "./random.ts";

/** What the parts of a world share. */
export interface WorldContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: ObjectStore;
  /** Log files kept of one run, the current one included. */
  readonly maxLogFiles: number;
  /** Ended runs of a container of which the log is kept. */
  readonly maxDeadContainers: number;
  /** A log file of this size is rotated; may be infinite. */
  readonly maxLogBytes: number;
  /** `containerd://` and 64 hexadecimal digits. */
  newContainerId(): string;
  /** Lets go of a pod that was deleted. */
  forgetPod(namespace: string, name: string): void;
}
