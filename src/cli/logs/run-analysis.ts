import { platform } from "node:os";
import type { FilterFactory } from "../../filter/block-filter.ts";
import { colorLevelOf } from "../../render/color-level.ts";
import type { ReportLook } from "../../render/reports/report-look.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { TimeFlagContext } from "../../time/time-flag.ts";
import type { TimeWindow } from "../../time/time-window.ts";
import { utc } from "../../time/time-zone.ts";
import { OutputWriter } from "../io/output-writer.ts";
import type { Progress } from "../report/progress.ts";
import type { AnalysisRequest } from "./analysis-request.ts";
import { countOutput, differenceOutput, patternOutput } from "./analysis-output.ts";
import { readReference } from "./compared-captures.ts";
import type { ComparedSides } from "./comparison.ts";
import { compareWindows } from "./compared-windows.ts";
import type { EntryOutput } from "./entry-output.ts";
import type { LogsRequest } from "./logs-request.ts";
import type { RunContext } from "./run-context.ts";

/** What an analysis is about. */
export interface AnalysisSubject {
  readonly request: LogsRequest;
  readonly analysis: AnalysisRequest;
  readonly filter: FilterFactory | undefined;
  /** What the flags say. */
  readonly window: TimeWindow;
  readonly times: TimeFlagContext;
  /** Which lines are compared with which, where that is known already. */
  readonly sides: ComparedSides | undefined;
  readonly progress: Progress | undefined;
}

/** An analysis that is ready for the lines of a run. */
export interface RunningAnalysis {
  /** What must be read. */
  readonly window: TimeWindow;
  /** Takes the lines, and prints what they come to when it is ended. */
  readonly output: EntryOutput;
}

/**
 * Begins an analysis (L22); what it compares with is read first where that is a saved log.
 * @throws KtError KT_CAPTURE when that cannot be read; KT_USAGE for times that cannot.
 */
export async function startAnalysis(subject: AnalysisSubject, context: RunContext): Promise<RunningAnalysis> {
  const { request, analysis, window, times, sides } = subject;
  const to = {
    look: lookOf(subject, context),
    isJson: request.output.format === "json",
    writer: writerOf(subject, context),
  };
  if (analysis.kind === "counts") {
    const options = { zone: request.zone ?? utc, census: context.fields };
    return { window, output: countOutput(analysis.keys, options, to) };
  }
  if (analysis.kind === "patterns") return { window, output: patternOutput(to) };
  const { reference } = analysis;
  if (reference.kind === "time-before" || reference.kind === "window") {
    const compared = compareWindows(reference, window, times);
    return { window: compared.window, output: differenceOutput({ sideOf: compared.sideOf }, to) };
  }
  if (reference.kind !== "capture") return { window, output: differenceOutput(sides ?? {}, to) };
  const sources = new Set<SourceInfo>();
  const output = differenceOutput({ sideOf: ({ source }) => (sources.has(source) ? "before" : "now") }, to);
  await readReference(reference.path, { filter: subject.filter, output, sources }, context);
  return { window, output };
}

function lookOf({ request, analysis, times }: AnalysisSubject, { io }: RunContext): ReportLook {
  const { isTerminal, columns } = io.stdout;
  const { color, timestamps } = request.output;
  return {
    colorLevel: colorLevelOf({ flag: color, isTerminal, env: io.env, platform: platform() }),
    isTerminal,
    terminalColumns: columns,
    isWhole: analysis.isWhole,
    zone: request.zone,
    timestamps,
    nowMs: times.nowMs,
  };
}

function writerOf({ progress }: AnalysisSubject, { io, run }: RunContext): OutputWriter {
  return new OutputWriter(io.stdout, {
    isPrompt: false,
    onFailure: (error) => run.abort(error),
    beforeWrite: () => progress?.end(),
  });
}
