import type { Block } from "../stream/block.ts";
import type { Instant } from "../time/timestamp.ts";
import { backoffMs } from "./backoff.ts";
import type { ContainerReading } from "./container-reading.ts";
import { holdsLast } from "./first-readable.ts";
import { reportGap } from "./gap-notice.ts";
import { repairGap } from "./gap-repair.ts";
import { locateInstance } from "./locate-instance.ts";
import { type AnswerFacts, readAnswer } from "./log-answer.ts";
import { judgeMessage, type LogFailure } from "./log-failure.ts";

/** How a finished read of one instance ended. */
export type FinishedEnd =
  | { readonly kind: "read" }
  /** It could not be read, or not to its end; not reported yet. */
  | { readonly kind: "failed"; readonly failure: LogFailure }
  /** The pod has no node yet. */
  | { readonly kind: "unscheduled" }
  /** It is not there any more; what may be missing was reported. */
  | { readonly kind: "gone" };

/** A {@link FinishedEnd}, or a clean end that is not checked. */
export type ThroughEnd = FinishedEnd | { readonly kind: "ended"; readonly facts: AnswerFacts };

/**
 * Reads one instance from its first wanted entry, or from where the reading stands, to the first clean end of an
 * answer; survives cuts.
 */
export async function* readThrough(
  reading: ContainerReading,
  signal: AbortSignal,
): AsyncGenerator<Block, ThroughEnd, void> {
  const { environment } = reading;
  let failures = 0;
  let misses = 0;
  let progressMs = environment.nowMs();
  let isBehindGap = false;
  for (;;) {
    const lastBefore = reading.last;
    const seam = reading.isUntouched ? undefined : reading.seam();
    if (isBehindGap) seam?.accept();
    const query = { ...reading.question, sinceSeconds: reading.resumeSecond };
    const end = yield* readAnswer(reading, query, seam, signal);
    if (reading.last !== lastBefore) {
      failures = 0;
      misses = 0;
      progressMs = environment.nowMs();
    }
    switch (end.kind) {
      case "satisfied":
        return { kind: "read" };
      case "unscheduled":
        return end;
      case "ended":
        if (seam === undefined || seam.state === "past") return end;
        // The last entry read is not in it: either the answer was cut before it, or the log was rotated.
        if (misses < mostMisses && (await holdsLast(reading, signal))) {
          await pause(reading, Math.min(misses++, 1), signal);
          break;
        }
        if (!(yield* repairGap(reading, undefined, signal)))
          reportGap(reading, "the log was rotated while nothing of it was read", undefined);
        return { kind: "read" };
      case "failed": {
        const isStarting = end.failure.error.code === "KT_KUBELET_UNAWARE" && failures < mostUnaware;
        const mayWork = end.failure.kind === "broken" && (end.wasOpen || reading.last !== undefined || isStarting);
        if (!mayWork || environment.nowMs() - progressMs > patienceMs) return end;
        // A server that sends anything is there: only the way to it is bad.
        failures = end.hadEntries ? 1 : failures + 1;
        await pause(reading, failures - 1, signal);
        if (reading.last !== undefined && (await findRest(reading, undefined, signal)) === "gone")
          return { kind: "gone" };
        break;
      }
      case "doubtful": {
        if (environment.nowMs() - progressMs > patienceMs) return noLog(reading);
        await pause(reading, failures++, signal);
        if ((await findRest(reading, undefined, signal)) === "gone") return { kind: "gone" };
        break;
      }
      case "headless":
        // Where files bring nothing, the next answer is the beginning.
        yield* repairGap(reading, end.before, signal);
        break;
      case "detached": {
        const where = await findRest(reading, end.before, signal);
        if (where === "gone") return { kind: "gone" };
        isBehindGap = where === "behind-gap" && !(yield* repairGap(reading, end.before, signal));
        if (isBehindGap) reportGap(reading, "the log was rotated while it was read", end.before);
      }
    }
  }
}

/** Without a single new line: a kubelet or an API server is back by then. */
const patienceMs = 60_000;
const mostMisses = 20;
/** With the pauses between them some six seconds: by then a kubelet that was started has looked at its pods. */
const mostUnaware = 7;

function noLog(reading: ContainerReading): FinishedEnd {
  return { kind: "failed", failure: judgeMessage({ kind: "gone", text: "another instance answers" }, reading) };
}

async function pause({ environment }: ContainerReading, attempt: number, signal: AbortSignal): Promise<void> {
  await environment.sleep(backoffMs(attempt, environment.random()), signal);
  signal.throwIfAborted();
}

/**
 * Finds out where the rest of the instance can be read; says so when it cannot be read any more.
 * @param before the first entry of a log that does not hold the last one read; undefined when that is not known.
 */
async function findRest(
  reading: ContainerReading,
  before: Instant | undefined,
  signal: AbortSignal,
): Promise<"here" | "behind-gap" | "gone"> {
  const wasPrevious = reading.instance?.isPrevious;
  const where = await locateInstance(reading, signal);
  switch (where.kind) {
    case "failed":
      return "here";
    case "pod-gone":
      reportGap(reading, "the pod was deleted before its log was read to the end", undefined);
      return "gone";
    case "replaced":
      reportGap(reading, "the container was restarted more than once before its log was read to the end", undefined);
      return "gone";
    case "found":
      if (before === undefined || reading.instance?.isPrevious !== wasPrevious) return "here";
      return "behind-gap";
  }
}
