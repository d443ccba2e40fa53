import { KtError } from "../../errors/kt-error.ts";
import type { Flags } from "../arguments/flags.ts";
import { readServiceNames } from "../node-logs/service-names.ts";

/** What is read about pods besides their own lines (N6). */
export interface TimelineRequest {
  /** Names of units of their nodes, without `.service`. */
  readonly services: readonly string[];
  readonly hasEvents: boolean;
}

/**
 * Reads what shall stand between the lines of pods; undefined when nothing shall.
 * @throws KtError KT_USAGE.
 */
export function readTimeline(flags: Flags): TimelineRequest | undefined {
  const services = readServiceNames("--with-node", flags.names("with-node"));
  const hasEvents = flags.isOn("with-events") === true;
  if (services.length === 0 && !hasEvents) return undefined;
  const flag = services.length > 0 ? "--with-node" : "--with-events";
  if (flags.filled("diff") !== undefined) {
    throw new KtError("KT_USAGE", `${flag} and --diff cannot go together: lines of containers are compared`, {
      hint: `leave out ${flag}, or --patterns instead of --diff`,
    });
  }
  return { services, hasEvents };
}

/**
 * How long a follow must wait to put lines in order, in milliseconds: what was written at the same moment comes seconds later from a node
 * that is asked on a timer, and events tell whole seconds.
 */
export function reorderWindowOf({ services, hasEvents }: TimelineRequest): number {
  return Math.max(hasEvents ? 1500 : 0, services.length === 0 ? 0 : services.length * 2000 + 500);
}

/** So long before the first wanted line of the pods begins what their nodes and events say: what led to it stands there. */
export const timelineLeadSeconds = 10;
