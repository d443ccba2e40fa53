import type { Notices } from "../../stream/notice.ts";
import { localDayOf } from "../../time/local-time.ts";
import { parseTimeFlag, type TimeFlagContext } from "../../time/time-flag.ts";
import type { TimeWindow, TimeWindowFlags } from "../../time/time-window.ts";
import { sentenceTimestamp } from "../../time/timestamp.ts";

/** Says where a window may not be what its flags look like: a time of day that was yesterday's, a beginning that is still to come. */
export function tellWindow(
  flags: TimeWindowFlags,
  window: TimeWindow,
  context: TimeFlagContext,
  notices: Notices,
): void {
  const nowSeconds = context.nowMs() / 1000;
  const { since, until, after, before } = flags;
  for (const [name, text] of Object.entries({ since, until, after, before })) {
    if (text === undefined || !/^\s*\d{1,2}:/.test(text)) continue;
    const at = parseTimeFlag(`--${name}`, text, "first", context);
    if (localDayOf(at.seconds, context.zone) === localDayOf(nowSeconds, context.zone)) continue;
    notices.notice({ level: "info", message: `--${name} ${text} is yesterday's: ${sentenceTimestamp(at)}` });
  }
  if (window.first === undefined || window.first.seconds <= nowSeconds) return;
  const message = `the time from which lines are wanted is still to come: ${sentenceTimestamp(window.first)}`;
  notices.notice({ level: "warning", message, hint: "times without a zone are local; --timezone says another one" });
}
