/**
 * The running maximum of one source's timestamps, over all its blocks, connections and instances: what makes
 * its merge keys never run backwards.
 */
export class KeyClock {
  /** Seconds of the highest timestamp seen; below every real one before the first. */
  seconds: number = Number.NEGATIVE_INFINITY;
  /** Its nanoseconds. */
  nanos = 0;
}
