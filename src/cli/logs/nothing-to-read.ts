import type { Notices } from "../../stream/notice.ts";
import type { Target } from "../../targets/target.ts";
import { hasEnded, hasStarted } from "./container-status.ts";
import type { Following } from "./following.ts";

/**
 * Where a read that ends is to be told: that a container has not started, or has no previous instance, is a warning
 * beside others that can be read. Where none can, it is the error that the run fails with, as in kubectl: nothing printed must not
 * look like a container that said nothing.
 */
export function noticesOfRead(targets: readonly Target[], { instances }: Following, notices: Notices): Notices {
  if (targets.some(instances === "previous" ? hasEnded : hasStarted)) return notices;
  return {
    notice(notice) {
      const isWhy = notice.code === "KT_NOT_STARTED" || notice.code === "KT_NO_PREVIOUS";
      notices.notice(isWhy ? { ...notice, level: "error" } : notice);
    },
  };
}
