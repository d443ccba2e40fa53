import type { KeyClock } from "../stream/key-clock.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import type { TimeWindow } from "../time/time-window.ts";

/** Which entries of one instance of a container are wanted of its files. */
export interface FileRequest {
  /** Restart count of the instance. */
  readonly instance: number;
  /** Whether its rotated files belong to it. */
  readonly hasRotated: boolean;
  /** All entries from this second on; some may come before it. Absent: from the first one. */
  readonly sinceSeconds: number | undefined;
  /** At least the last so many entries within the range; absent: all. */
  readonly lastEntries: number | undefined;
  readonly range: TimeWindow;
  readonly stream: "stdout" | "stderr" | undefined;
  /** Whose entries they are. */
  readonly source: SourceInfo;
  readonly clock: KeyClock;
  readonly nowMs: () => number;
}
