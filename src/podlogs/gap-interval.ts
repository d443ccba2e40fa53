import type { Instant } from "../time/timestamp.ts";

/** The open interval in which entries may be missing; an end that is absent is not known. */
export interface GapInterval {
  readonly after: Instant | undefined;
  readonly before: Instant | undefined;
}
