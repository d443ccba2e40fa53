import { KtError } from "../../errors/kt-error.ts";
import { durationMs, parseDuration } from "../../time/duration.ts";
import type { Flags } from "../arguments/flags.ts";
import { reorderWindowOf, type TimelineRequest } from "../timeline/timeline-request.ts";

/** Which instances of a container are read (L9). */
export type Instances = "current" | "previous" | "all";

/** Whether and how the streams go on (L9, L12, L17). */
export interface Following {
  readonly isFollow: boolean;
  /** Whether a follow stays when all that was named has finished. */
  readonly isWaitingForNew: boolean;
  readonly instances: Instances;
  readonly reorderWindowMs: number;
  /** The most containers read at the same time; undefined: no limit. */
  readonly maxStreams: number | undefined;
}

/**
 * Reads how the streams go on.
 * @param timeline What comes in between, later than the lines do.
 * @throws KtError KT_USAGE.
 */
export function readFollowing(flags: Flags, timeline?: TimelineRequest): Following {
  const isFollow = flags.isOn("follow") === true;
  const instances = readInstances(flags);
  if (isFollow) refuseWhatEnds(flags, instances);
  const isWaitingForNew = flags.isOn("wait-for-new") === true;
  if (isWaitingForNew && !isFollow) {
    throw new KtError("KT_USAGE", "--wait-for-new says how a follow ends, and there is none", {
      hint: "add -f, or leave --wait-for-new out",
    });
  }
  return {
    isFollow,
    isWaitingForNew,
    instances,
    reorderWindowMs: readReorderWindow(flags.filled("reorder-window"), timeline),
    maxStreams: flags.count("max-streams", 0) || undefined,
  };
}

function readInstances(flags: Flags): Instances {
  const instances = flags.choice("instances", ["current", "previous", "all"]);
  const isPrevious = flags.isOn("previous");
  if (isPrevious === true && instances !== undefined && instances !== "previous") {
    throw new KtError("KT_USAGE", `--previous and --instances ${instances} ask for different instances`, {
      hint: "--instances all reads the previous and the current one",
    });
  }
  if (instances !== undefined || isPrevious === true) return instances ?? "previous";
  return flags.isOn("history") === true ? "all" : "current";
}

function refuseWhatEnds(flags: Flags, instances: Instances): void {
  if (flags.isOn("no-follow") === true) {
    throw new KtError("KT_USAGE", "--follow and --no-follow cannot go together", { hint: "leave one of them out" });
  }
  const bound = ["until", "before"].find((name) => flags.filled(name) !== undefined);
  if (bound !== undefined) {
    throw new KtError("KT_USAGE", `--follow and --${bound} cannot go together: a follow goes on past every time`, {
      hint: `leave out -f to read up to --${bound}`,
    });
  }
  if (instances === "previous") {
    throw new KtError("KT_USAGE", "--follow and --previous cannot go together: the previous instance writes no more", {
      hint: "-f --instances all reads the previous instance, and then follows the current one",
    });
  }
}

function readReorderWindow(text: string | undefined, timeline: TimelineRequest | undefined): number {
  if (text === undefined) return Math.max(300, timeline === undefined ? 0 : reorderWindowOf(timeline));
  const windowMs = durationMs(parseDuration("--reorder-window", text));
  if (windowMs <= 60_000) return windowMs;
  throw new KtError("KT_USAGE", `--reorder-window ${JSON.stringify(text)} is longer than a minute`, {
    hint: "lines come that much later than they were written; example: --reorder-window 1s",
  });
}
