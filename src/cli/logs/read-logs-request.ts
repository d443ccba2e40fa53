import { KtError } from "../../errors/kt-error.ts";
import { needsClock } from "../../time/time-flag.ts";
import { parseTimeWindow, type TimeWindowFlags, windowNeedsClock } from "../../time/time-window.ts";
import { loadTimeZone, localZone } from "../../time/time-zone.ts";
import type { Flags } from "../arguments/flags.ts";
import type { Io } from "../io/io.ts";
import { readAnalysis } from "./analysis-request.ts";
import { readAmount } from "./amount.ts";
import { readCapturesRequest } from "./captures-request.ts";
import { readConnectionRequest } from "./connection-request.ts";
import { readEndings } from "./endings.ts";
import { readFollowing } from "./following.ts";
import { readFileUse } from "./file-use.ts";
import type { NodeLogsRequest } from "../node-logs/node-logs-request.ts";
import { choosesLines, readLineChoice } from "./line-choice.ts";
import { readTimeline } from "../timeline/timeline-request.ts";
import type { LogsRequest, OutputRequest } from "./logs-request.ts";
import { readOutputRequest } from "./output-request.ts";
import { readSelection } from "./read-selection.ts";

/** Which command a request is made for. */
export interface RequestedBy {
  /** What is read of nodes, where it is no logs of containers. */
  readonly nodeLogs?: NodeLogsRequest;
  /** Absent: `logs`. */
  readonly command?: "logs" | "files";
}

/**
 * Turns the flags and operands of `kubectl kt logs` into a request.
 * @throws KtError KT_USAGE for whatever cannot be meant.
 */
export async function readLogsRequest(
  flags: Flags,
  operands: readonly string[],
  io: Io,
  { nodeLogs, command = "logs" }: RequestedBy = {},
): Promise<LogsRequest> {
  const captures = nodeLogs === undefined ? readCapturesRequest(flags, operands) : undefined;
  const timeline = readTimeline(flags);
  const output = await readOutputRequest(flags, io, { isTimeline: timeline !== undefined });
  const analysis = readAnalysis(flags);
  const isComparingInstances = analysis?.kind === "differences" && analysis.reference.kind === "previous";
  const following = {
    ...readFollowing(flags, timeline),
    ...(isComparingInstances ? { instances: "all" as const } : {}),
  };
  const fileUse = readFileUse(flags);
  const endings = readEndings(flags);
  const lines = readLineChoice(flags, analysis !== undefined);
  const window = readWindow(flags);
  const zoneName = flags.filled("timezone");
  const zone = zoneName === undefined ? undefined : await loadTimeZone(zoneName);
  checkWindow(window, { nowMs: io.nowMs, zone: zone ?? localZone });
  const amount = readAmount(flags, {
    isFollow: following.isFollow,
    // Who names a file wants to see it, and a stream of lines has no last ones until it ends.
    isTextOnTerminal: io.stdout.isTerminal && output.format === "text" && captures === undefined,
    hasFilter: choosesLines(lines) || endings.untilMatch !== undefined,
    // Who asks for what lies far back, or for a Job until it is done, does not want the last ten lines.
    isWholeWanted:
      analysis !== undefined ||
      fileUse === "history" ||
      endings.isOnComplete ||
      Object.values(window).some((text) => text !== undefined),
  });
  return {
    connection: readConnectionRequest(flags),
    selection: {
      ...readSelection(flags, operands, {
        neededBy: captures === undefined && nodeLogs === undefined ? command : undefined,
      }),
      wantNodeFacts: namesNodeFacts(output),
    },
    captures,
    nodeLogs,
    choosing: readChoosing(flags),
    window,
    zone,
    amount,
    following,
    fileUse,
    timeline,
    endings,
    lines,
    output,
    analysis,
    stream: flags.choice("stream", ["stdout", "stderr"]),
    isKubeletUnchecked: flags.isOn("insecure-skip-tls-verify-backend") === true,
    isQuiet: flags.isOn("quiet") === true || flags.isOn("only-log-lines") === true,
    verbosity: Number(flags.text("v") ?? 0),
  };
}

function namesNodeFacts({ columns, template }: OutputRequest): boolean {
  if (columns === undefined) return template?.usesNodeFacts === true;
  const names = "only" in columns ? columns.only : columns.add;
  return names.some((name) => name === "zone" || name === "region" || name === "os" || name === "arch");
}

function readChoosing(flags: Flags): LogsRequest["choosing"] {
  const isDryRun = flags.isOn("dry-run") === true;
  const isPrompt = flags.isOn("prompt") === true;
  if (isDryRun && isPrompt) {
    throw new KtError(
      "KT_USAGE",
      "--dry-run and --prompt cannot go together: one reads nothing, the other what is chosen",
      {
        hint: "leave one of them out",
      },
    );
  }
  return isDryRun ? "dry-run" : isPrompt ? "prompt" : "all";
}

function readWindow(flags: Flags): TimeWindowFlags {
  if (flags.text("since") === "") {
    throw new KtError("KT_USAGE", "--since is empty", {
      hint: "examples: --since 1h30m, --since 10:00, --since yesterday",
    });
  }
  const window = {
    since: flags.filled("since"),
    sinceTime: flags.filled("since-time"),
    after: flags.filled("after"),
    until: flags.filled("until"),
    before: flags.filled("before"),
  };
  if (window.since !== undefined && window.sinceTime !== undefined) {
    throw new KtError("KT_USAGE", "--since and --since-time cannot go together: both say where to begin", {
      hint: "--since takes times as well as durations",
    });
  }
  return window;
}

/**
 * Finds what is wrong with the window before anybody is asked anything. Whether a relative and an absolute time are in
 * order only the server's clock can tell; the run looks again.
 */
function checkWindow(window: TimeWindowFlags, context: Parameters<typeof parseTimeWindow>[1]): void {
  const given = Object.entries({ ...window }).filter(([, text]) => text !== undefined);
  const isMixed = windowNeedsClock(window) && given.some(([, text]) => !needsClock(String(text)));
  if (!isMixed) parseTimeWindow(window, context);
  else for (const [name, text] of given) parseTimeWindow({ [name]: text }, context);
}
