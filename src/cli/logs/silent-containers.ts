import type { Notice } from "../../stream/notice.ts";
import { timeFlagsOf } from "./empty-choice.ts";
import type { LogsRequest } from "./logs-request.ts";

/**
 * Says that containers have written nothing, where a read has ended without a line and nothing else was said: nothing at all would look
 * like a command that did not work. Undefined where no lines were asked for, or where it is not about containers alone.
 * @param opened The names of the containers that were read, as in `LogSource.name`.
 */
export function noticeOfSilence(request: LogsRequest, opened: ReadonlySet<string>): Notice | undefined {
  const { amount, captures, nodeLogs, timeline, following, stream } = request;
  const [only] = opened;
  const isOfContainers = captures === undefined && nodeLogs === undefined && timeline === undefined;
  const { merged, lastOfEach, limitBytes } = amount;
  const isNoneWanted = (merged.kind !== "all" && merged.entries === 0) || lastOfEach === 0 || limitBytes === 0;
  if (only === undefined || !isOfContainers || isNoneWanted || following.isFollow) return undefined;
  const isOne = opened.size === 1;
  const about = isOne ? only : undefined;
  const who = isOne ? "" : ` of all ${opened.size} containers`;
  const times = timeFlagsOf(request);
  if (times.length > 0) {
    const message = `no line${who} lies within ${times.map(({ flag, value }) => `${flag} ${value}`).join(" and ")}`;
    const flags = times.map(({ flag }) => flag).join(" and ");
    return { level: "info", about, message, hint: `without ${flags} the same command prints what there is` };
  }
  const which = following.instances === "previous" ? "previous " : "";
  const logs = isOne ? `its ${which}log is` : `the ${which}logs${who} are`;
  const what =
    stream === undefined
      ? `${logs} empty: nothing was written, or all of it was rotated away`
      : `${logs} without a line on ${stream}`;
  return { level: "info", about, message: what, hint: hintFor(opened) };
}

/** The pod to look at, where it is a single one. The name of a container of one of several clusters begins with its context. */
function hintFor(opened: ReadonlySet<string>): string {
  const pods = new Set([...opened].map((name) => name.slice(0, name.lastIndexOf("/"))));
  const [pod = ""] = pods;
  const [namespace, name, ...others] = pod.split("/");
  return pods.size === 1 && others.length === 0
    ? `kubectl kt diagnose ${name} -n ${namespace}`
    : "--dry-run lists the containers with their states";
}
