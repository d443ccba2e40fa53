import type { Notice, Notices } from "../../stream/notice.ts";
import type { Target } from "../../targets/target.ts";
import { hasEnded, hasStarted } from "./container-status.ts";
import type { Following } from "./following.ts";

/** Where a read that ends is to be told. */
export interface NoticesOfRead extends Notices {
  /** Tells in one notice what was not told one by one; called when all is read. */
  tellRest(): void;
}

/**
 * Where a read that ends is to be told: that a container has not started, or has no previous instance, is a warning
 * beside others that can be read, and of many only the first few are told one by one. Where none can be read, each is an error, and the run fails
 * with them, as in kubectl: nothing printed must not look like a container that said nothing.
 */
export function noticesOfRead(targets: readonly Target[], { instances }: Following, notices: Notices): NoticesOfRead {
  const canRead = targets.some(instances === "previous" ? hasEnded : hasStarted);
  const rest: Notice[] = [];
  let told = 0;
  return {
    notice(notice) {
      const isWhy = notice.code === "KT_NOT_STARTED" || notice.code === "KT_NO_PREVIOUS";
      if (isWhy && canRead && ++told > mostTold) rest.push(notice);
      else notices.notice(isWhy && !canRead ? { ...notice, level: "error" } : notice);
    },
    tellRest() {
      const summary = summaryOf(rest);
      if (summary !== undefined) notices.notice(summary);
    },
  };
}

/** With hundreds of pods the reasons must not bury the lines. */
const mostTold = 3;

function summaryOf(rest: readonly Notice[]): Notice | undefined {
  const [first] = rest;
  if (first === undefined) return undefined;
  const { about, message, hint } = first;
  if (rest.length === 1) return { level: "warning", about, message, hint };
  const reasons = Map.groupBy(rest, (notice) => notice.message);
  const shown = [...reasons].map(([reason, { length }]) => `${length} of them: ${reason}`).join("; ");
  return {
    level: "warning",
    message: `${rest.length} more containers cannot be read: ${shown}`,
    hint: "the same command with --dry-run lists all of them with their states",
  };
}
