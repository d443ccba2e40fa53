import type { Notices } from "../stream/notice.ts";
import type { SourceFacts, SourceInfo } from "../stream/source-info.ts";
import type { Clock } from "../time/clock.ts";
import type { TimeWindow } from "../time/time-window.ts";
import type { CaptureFormat } from "./format-name.ts";

/** What reading a capture needs from outside. */
export interface CaptureEnvironment {
  readonly notices: Notices;
  readonly clock: Clock;
  /** Milliseconds since 1970: some formats write no year. */
  readonly nowMs: () => number;
  /** Numbers a source that was met in the capture. */
  readonly sourceOf: (facts: SourceFacts) => SourceInfo;
}

/** What of a capture is wanted. */
export interface CaptureRequest {
  /** Absent: found out from the first lines. */
  readonly format: CaptureFormat | undefined;
  readonly range: TimeWindow;
  /** The only stream that is wanted; absent: both. */
  readonly stream?: "stdout" | "stderr" | undefined;
}
