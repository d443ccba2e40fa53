import { CountAnalysis, type CountAnalysisOptions } from "../../patterns/counts/count-analysis.ts";
import type { CountKey } from "../../patterns/counts/count-key.ts";
import { PatternAnalysis } from "../../patterns/pattern-analysis.ts";
import { comparePatterns, type PatternDifference } from "../../patterns/pattern-differences.ts";
import { Records } from "../../patterns/records.ts";
import { objectLines } from "../../render/object-lines.ts";
import { countObjects, countText } from "../../render/reports/count-report.ts";
import { differenceObjects, differenceText } from "../../render/reports/difference-report.ts";
import { patternObjects, patternText } from "../../render/reports/pattern-report.ts";
import type { ReportLook } from "../../render/reports/report-look.ts";
import type { Notice } from "../../stream/notice.ts";
import type { OutputWriter } from "../io/output-writer.ts";
import type { ComparedSides } from "./comparison.ts";
import type { EntryOutput } from "./entry-output.ts";

/** Where a report goes, and how it is written. */
export interface ReportTarget {
  readonly look: ReportLook;
  readonly isJson: boolean;
  readonly writer: OutputWriter;
}

/** Counts entries, and prints the counts when it is ended. */
export function countOutput(
  keys: readonly CountKey[],
  options: Pick<CountAnalysisOptions, "zone" | "census">,
  to: ReportTarget,
): EntryOutput {
  const counts = new CountAnalysis(keys, options);
  return outputOf(counts, to, {
    text: () => countText(counts, to.look),
    objects: () => countObjects(counts, to.look.zone),
    summary: () => undefined,
  });
}

/** Clusters entries into patterns, and prints these when it is ended. */
export function patternOutput(to: ReportTarget): EntryOutput {
  const patterns = new PatternAnalysis();
  return outputOf(patterns, to, {
    text: () => patternText(patterns, to.look),
    objects: () => patternObjects(patterns),
    summary: () => undefined,
  });
}

/**
 * Clusters entries of two readings into patterns, and prints how they differ when it is ended; nothing as long as no instance
 * has begun that could be compared, since nothing is gone then.
 */
export function differenceOutput({ sideOf, note, unstarted }: ComparedSides, to: ReportTarget): EntryOutput {
  const patterns = new PatternAnalysis({ sideOf });
  let known: readonly PatternDifference[] | undefined;
  const missing = (): readonly string[] => unstarted?.() ?? [];
  const hasBegun = (): boolean => patterns.totalsOf("now").all.count > 0 || missing().length === 0;
  const differences = (): readonly PatternDifference[] => (known ??= hasBegun() ? comparePatterns(patterns) : []);
  return outputOf(patterns, to, {
    note,
    text: () => differenceText(differences(), patterns, to.look),
    objects: () => differenceObjects(differences()),
    summary: () => {
      if (!hasBegun()) return nothingNew(missing());
      const notice = summaryOf(differences(), patterns);
      if (missing().length === 0) return notice;
      const message = `${notice.message}; what is gone may be of ${listed(missing())}, of which no new instance has started`;
      return { ...notice, level: "warning", message };
    },
  });
}

/** What an analysis has come to. */
interface Report {
  /** Takes note of the sources that are read. */
  readonly note?: ComparedSides["note"];
  readonly text: () => string;
  readonly objects: () => Iterable<object>;
  readonly summary: () => Notice | undefined;
}

function outputOf(
  analysis: CountAnalysis | PatternAnalysis,
  { isJson, writer }: ReportTarget,
  report: Report,
): EntryOutput {
  const records = new Records((record) => analysis.take(record));
  return {
    setSources: (live) => report.note?.(live),
    render: (batch) => records.add(batch),
    get takenBytes() {
      return records.takenBytes;
    },
    room: () => undefined,
    written: () => undefined,
    end: async () => {
      records.end();
      if (isJson) for await (const line of objectLines(report.objects())) writer.buffer.write(line);
      else writer.buffer.write(Buffer.from(report.text()));
      await writer.end();
    },
    summary: report.summary,
  };
}

function nothingNew(names: readonly string[]): Notice {
  return {
    level: "warning",
    code: "KT_NO_PREVIOUS",
    message: `no new instance of ${listed(names)} has started, so there is nothing to compare`,
    hint: "in a crash loop the next one may take more than five minutes: --timeout 6m",
  };
}

function listed(names: readonly string[]): string {
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : "";
  return `${names.slice(0, mostListed).join(", ")}${more}`;
}

const mostListed = 3;

function summaryOf(differences: readonly PatternDifference[], patterns: PatternAnalysis): Notice {
  if (patterns.totalsOf("before").all.count === 0) {
    return {
      level: "warning",
      message: "there are no lines to compare with, so every pattern is new",
      hint: "filters hold for what is compared with as well",
    };
  }
  const same = differences.filter(({ change }) => change === "same").length;
  const both = same === 1 ? "1 pattern is in both" : `${same} patterns are in both`;
  const left = patterns.totalsOf("now").others.count + patterns.totalsOf("before").others.count;
  if (left > 0) {
    const lines = left === 1 ? "1 line is" : `${left} lines are`;
    return {
      level: "warning",
      message: `${both}; ${lines} not compared: there are too many patterns`,
      hint: "--grep, --exclude and --level leave fewer",
    };
  }
  const isUnchanged = same === differences.length;
  return { level: "info", message: isUnchanged ? `nothing is new and nothing is gone: ${both}` : both };
}
