import type { Notices } from "../../stream/notice.ts";
import { localDayOf } from "../../time/local-time.ts";
import { isTimeOfDay, type TimeFlagContext } from "../../time/time-flag.ts";
import { type TimeWindow, type TimeWindowFlags, windowBounds } from "../../time/time-window.ts";
import { sentenceTimestamp } from "../../time/timestamp.ts";

/** Says where a window may not be what its flags look like: a time of day that was yesterday's, a beginning that is still to come. */
export function tellWindow(
  flags: TimeWindowFlags,
  window: TimeWindow,
  context: TimeFlagContext,
  notices: Notices,
): void {
  const nowSeconds = context.nowMs() / 1000;
  for (const bound of windowBounds(flags, context)) {
    if (bound === undefined || !isTimeOfDay(bound.text)) continue;
    const { flag, text, named } = bound;
    if (localDayOf(named.seconds, context.zone) >= localDayOf(nowSeconds, context.zone)) continue;
    notices.notice({ level: "info", message: `${flag} ${text} is yesterday's: ${sentenceTimestamp(named)}` });
  }
  if (window.first === undefined || window.first.seconds <= nowSeconds) return;
  const message = `the time from which lines are wanted is still to come: ${sentenceTimestamp(window.first)}`;
  notices.notice({ level: "warning", message, hint: "times without a zone are local; --timezone says another one" });
}
