import type { SideOf } from "../../patterns/pattern-analysis.ts";
import { durationMs, parseDuration } from "../../time/duration.ts";
import type { TimeFlagContext } from "../../time/time-flag.ts";
import { parseTimeWindow, type TimeWindow } from "../../time/time-window.ts";
import { compareInstants, formatTimestamp, type Instant } from "../../time/timestamp.ts";
import type { DiffReference } from "./diff-reference.ts";

/** Two windows of the same logs, which are read at once. */
export interface ComparedWindows {
  /** Both, and what lies between. */
  readonly window: TimeWindow;
  readonly sideOf: SideOf;
}

/**
 * Finds the earlier window that `--diff` means. What lies in both windows belongs to the later; without a beginning of its own
 * the later begins behind the earlier.
 * @param now The window that is looked at.
 * @throws KtError KT_USAGE when a time cannot be read.
 */
export function compareWindows(
  reference: Extract<DiffReference, { readonly kind: "time-before" | "window" }>,
  now: TimeWindow,
  context: TimeFlagContext,
): ComparedWindows {
  const before = earlierWindow(reference, now, context);
  const first = earlier(before.first, now.first);
  const hasBeginning = now.first !== undefined;
  const later = hasBeginning ? now : { first: before.last, last: now.last };
  return {
    window: { first, last: now.last },
    sideOf: (record) => {
      if (!hasBeginning && isWithin(record, before)) return "before";
      if (isWithin(record, later)) return "now";
      return isWithin(record, before) ? "before" : undefined;
    },
  };
}

function earlierWindow(
  reference: Extract<DiffReference, { readonly kind: "time-before" | "window" }>,
  now: TimeWindow,
  context: TimeFlagContext,
): TimeWindow {
  if (reference.kind === "window") {
    const { since, before } = reference;
    return parseTimeWindow({ since, before }, context);
  }
  const end = now.first ?? { seconds: 0, nanos: 0 };
  const backMs = durationMs(parseDuration("--diff", reference.duration));
  const first = { seconds: end.seconds - Math.floor(backMs / 1000), nanos: end.nanos };
  // Its end is the beginning of the other, to which that moment belongs.
  return parseTimeWindow({ since: formatTimestamp(first), before: formatTimestamp(end) }, context);
}

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareInstants(a, b) <= 0 ? a : b;
}

function isWithin(at: Instant, { first, last }: TimeWindow): boolean {
  return (
    (first === undefined || compareInstants(at, first) >= 0) && (last === undefined || compareInstants(at, last) <= 0)
  );
}
