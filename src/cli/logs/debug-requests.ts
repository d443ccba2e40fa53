import type { DebugNotice } from "../../kube/connect-options.ts";
import type { Notices } from "../../stream/notice.ts";

/** From this level of `-v` on each request is told, as in kubectl. */
const requestsFromLevel = 6;

/** Tells with `-v` what the connection does: never a token, because there is none in what it is told. */
export function debugRequests(notices: Notices, verbosity: number): ((notice: DebugNotice) => void) | undefined {
  if (verbosity === 0) return undefined;
  return (notice) => {
    if (notice.type === "note") {
      notices.notice({ level: "debug", message: notice.message });
    } else if (verbosity >= requestsFromLevel) {
      const { method, url, status, durationMs } = notice;
      notices.notice({
        level: "debug",
        message: `${method} ${url} ${status ?? "no answer"} in ${durationMs.toFixed(1)} ms`,
      });
    }
  };
}
