import type { Block } from "../stream/block.ts";
import type { FileReading } from "../logfiles/file-reading.ts";
import type { Seam } from "../stream/seam.ts";
import type { Instant } from "../time/timestamp.ts";
import { mayLackBeginning } from "./beginning.ts";
import type { ContainerReading } from "./container-reading.ts";
import { isStillInstance } from "./locate-instance.ts";
import { LogConnection } from "./log-connection.ts";
import { judgeFailure, judgeMessage, type LogFailure } from "./log-failure.ts";
import type { LogQuery } from "./log-query.ts";

/** How the reading of one answer ended. */
export type AnswerEnd =
  | { readonly kind: "ended"; readonly facts: AnswerFacts }
  /** Everything wanted has come: an entry lies safely past the end of the range. */
  | { readonly kind: "satisfied" }
  /** A seam found that the last entry read before is not in this log any more; `before` is the first that is. */
  | { readonly kind: "detached"; readonly before: Instant | undefined }
  /** What stands before its first entry, `before`, may have been rotated away; nothing of it has come out. */
  | { readonly kind: "headless"; readonly before: Instant }
  /** It is, or may be, of another instance; nothing of it has come out. */
  | { readonly kind: "doubtful" }
  | { readonly kind: "unscheduled" }
  /** `wasOpen`: after the head of the answer had come; `hadEntries`: known ones count, too. */
  | {
      readonly kind: "failed";
      readonly failure: LogFailure;
      readonly wasOpen: boolean;
      readonly hadEntries: boolean;
    };

/** What is known of an answer that ended cleanly. */
export interface AnswerFacts {
  /** Entries in it, known ones and an unfinished last one too. */
  readonly entryCount: number;
  /** Those among them that were new. */
  readonly newCount: number;
  /** Its last line, when that had no newline; it has not come out. */
  readonly unfinished: Block | undefined;
  /** Whether it came from files, whose end is known. */
  readonly isExact: boolean;
}

/**
 * Reads one answer to its end and yields what of it is wanted.
 * @param seam lets each entry through once; absent for a first reading, in which everything is new.
 */
export async function* readAnswer(
  reading: ContainerReading,
  query: LogQuery,
  seam: Seam | undefined,
  signal: AbortSignal,
): AsyncGenerator<Block, AnswerEnd, void> {
  const { target, source, environment } = reading;
  let entryCount = 0;
  let newCount = 0;
  let wasOpen = false;
  let files: FileReading | undefined;
  try {
    const nowMs = (): number => environment.nowMs();
    const clock = reading.connectionClock();
    files = await reading.files.open(query, clock, signal);
    await using answer = files ?? (await LogConnection.open({ target, query, source, clock, nowMs, signal }));
    wasOpen = true;
    if (answer.isUnscheduled) return { kind: "unscheduled" };
    // Later instances of a follow: where nothing was read yet, only the state of the container tells whose log this is,
    // unless its file is named after it.
    const isUnknown = files === undefined && reading.last === undefined && (reading.isLater || seam !== undefined);
    if (isUnknown && !(await isStillInstance(reading, signal))) return { kind: "doubtful" };
    for (;;) {
      const block = await answer.next();
      if (block === undefined) break;
      entryCount += block.count;
      if (isUnknown && reading.last === undefined && isBehind(block, reading)) return { kind: "doubtful" };
      if (files === undefined && reading.last === undefined && (await mayLackBeginning(reading, block, signal)))
        return { kind: "headless", before: { seconds: block.seconds[0] as number, nanos: block.nanos[0] as number } };
      const fresh = seam === undefined ? block : seam.sift(block);
      newCount += fresh.count;
      const wanted = seam === undefined ? reading.take(fresh) : reading.takeNoted(fresh);
      if (wanted.count > 0) yield wanted;
      // A finished read goes through the file once: what steps back is the clock.
      if (seam?.state === "stepped-back") for (const more of seam.accept()) yield reading.takeNoted(more);
      if (reading.isPastRange) return { kind: "satisfied" };
      if (seam?.state === "detached") return { kind: "detached", before: seam.doubtedAt };
    }
    const { unfinished, message } = answer;
    reading.files.tellDeleted(files?.deleted ?? []);
    if (message !== undefined)
      return { kind: "failed", failure: judgeMessage(message, reading), wasOpen, hadEntries: entryCount > 0 };
    if (unfinished !== undefined) entryCount += unfinished.count;
    return { kind: "ended", facts: { entryCount, newCount, unfinished, isExact: files !== undefined } };
  } catch (error) {
    if (signal.aborted) throw error;
    // Whatever is wrong with the files, the API may still give the rest.
    if (files !== undefined) return { kind: "failed", failure: fileFailure(error, reading), wasOpen, hadEntries: true };
    return { kind: "failed", failure: judgeFailure(error), wasOpen, hadEntries: entryCount > 0 };
  }
}

function fileFailure(error: unknown, reading: ContainerReading): LogFailure {
  return { kind: "broken", error: reading.files.noteFailure(error) };
}

/** Whether the entries were written after the instance had finished. The status has whole seconds. */
function isBehind(block: Block, { instance }: ContainerReading): boolean {
  const finishedAt = instance?.finishedAt;
  return finishedAt !== undefined && (block.seconds[0] as number) > finishedAt.seconds + 1;
}
