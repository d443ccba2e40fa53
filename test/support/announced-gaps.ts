import { formatTimestamp, parseTimestamp } from "../../src/time/timestamp.ts";
import type { InstanceTally, MissingRun } from "./sequence-ledger.ts";

/** A gap that standard error told of; an end that is absent is not known. */
export interface AnnouncedGap {
  /** `namespace/pod/container`. */
  readonly about: string;
  readonly why: string;
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/** The gaps that were announced. */
export function announcedGaps(err: string): readonly AnnouncedGap[] {
  return err
    .split("\n")
    .filter((line) => line.startsWith(start))
    .map((line) => {
      const [, about = "", why = "", interval = ""] =
        /^(\S+): (?:possible gap|lost): (.*) \(([^()]*)\)$/.exec(line.slice(start.length)) ?? [];
      return {
        about,
        why,
        after: padded(/after (\S+?)(?:,|$)/.exec(interval)?.[1]),
        before: padded(/before (\S+)$/.exec(interval)?.[1]),
      };
    });
}

/** As lines have it, so that texts can be compared. */
function padded(time: string | undefined): string | undefined {
  const instant = time === undefined ? undefined : parseTimestamp(time);
  return instant === undefined ? time : formatTimestamp(instant);
}

/** Lines that were written and not printed, as far as the ledger shows. */
interface Hole {
  readonly what: string;
  /** Whether this gap is about it. */
  readonly isIn: (gap: AnnouncedGap) => boolean;
}

/**
 * The holes in an output that no announced gap is about: runs of missing lines, ends that are missing, and instances of
 * which nothing was printed although there is a later one.
 * @param linesOfEach how many lines each instance wrote.
 */
export function silentHoles(
  tallies: readonly InstanceTally[],
  gaps: readonly AnnouncedGap[],
  linesOfEach: number,
): readonly string[] {
  return tallies.flatMap((tally, index) => {
    const own = gaps.filter(({ about }) => about.endsWith(`/${tally.pod}/${tally.container}`));
    const before = tallies[index - 1];
    const holes = [
      ...absentBefore(tally, before?.pod === tally.pod && before.container === tally.container ? before : undefined),
      ...tally.missing.map(holeOfRun),
      ...missingEnd(tally, linesOfEach),
    ];
    return holes
      .filter((hole) => !own.some((gap) => hole.isIn(gap)))
      .map(({ what }) => `${tally.pod} instance ${tally.instance}: ${what}`);
  });
}

/** The gap begins with or before the entry in front of the run, and ends with or behind the one after it. */
function holeOfRun({ first, last, after, before }: MissingRun): Hole {
  const isIn = (gap: AnnouncedGap): boolean => {
    const isBegun = gap.after === undefined || (after !== undefined && gap.after <= after);
    return isBegun && (gap.before === undefined || (before !== undefined && gap.before >= before));
  };
  return { what: `lines ${first} to ${last} are missing`, isIn };
}

function* missingEnd({ highest, lastAt }: InstanceTally, lines: number): Generator<Hole, void, void> {
  if (highest >= lines) return;
  const isIn = ({ after, before }: AnnouncedGap): boolean =>
    (after === undefined || after <= lastAt) && (before === undefined || before > lastAt);
  yield { what: `lines from ${highest + 1} on are missing`, isIn };
}

/** A gap up to the start of an instance ends with the whole second in which that was. */
function* absentBefore(tally: InstanceTally, before: InstanceTally | undefined): Generator<Hole, void, void> {
  const absent = tally.instance - (before?.instance ?? -1) - 1;
  if (absent === 0) return;
  const second = tally.firstAt.slice(0, "2026-11-21T08:00:00".length);
  const isIn = (gap: AnnouncedGap): boolean =>
    (gap.after === undefined || gap.after <= tally.firstAt) && (gap.before === undefined || gap.before >= second);
  yield { what: `nothing of the ${absent} before it`, isIn };
}

const start = "kubectl kt: gap: ";
