import type { Notices } from "../stream/notice.ts";
import type { TimeWindow } from "../time/time-window.ts";
import type { EntrySource } from "./journal-lines.ts";

/** What is wanted of one service's journal. */
export interface ServiceRequest {
  /** Name of the unit, without `.service`. */
  readonly service: string;
  readonly range: TimeWindow;
  /** At least the last so many entries within the range; undefined: all. */
  readonly tailLines: number | undefined;
  /** A PCRE2 that the node's `journalctl` looks for in messages. */
  readonly pattern: string | undefined;
  /** By how much later than it is meant the node may read a time; absent: nothing is known of its zone. */
  readonly marginSeconds?: number | undefined;
  /** The only boot that is wanted, 0 for the current one; undefined: all. */
  readonly boot: number | undefined;
}

/** The surroundings of a source. */
export interface NodeLogEnvironment {
  readonly notices: Notices;
  /** Of the run's monotonic clock. */
  readonly nowMs: () => number;
  readonly sourceOf: EntrySource;
}
