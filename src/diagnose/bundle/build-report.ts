import { indexLineOf } from "../../captures/folder-index.ts";
import { folderIndexName } from "../../captures/folder-index.ts";
import { pageWithin } from "../report/page-within.ts";
import { textReport } from "../report/text-report.ts";
import { diagnosisFile, eventsFile, type Sources, waitFile } from "./claims.ts";
import { type Extent, extentsOf } from "./extent.ts";
import type { Bundle } from "./gather-bundle.ts";
import type { InstanceLog } from "./instance-log.ts";
import { junitDocument } from "./junit-document.ts";
import { answerPage, markdownDocument } from "./markdown-document.ts";
import { shareOut } from "./read-instances.ts";
import { type FileFacts, reportDocument } from "./report-document.ts";
import type { ReportFile } from "./report-file.ts";
import { type ReportSummary, summarize, type SummaryOptions } from "./report-summary.ts";

/** A report that is ready to be written. */
export interface BuiltReport {
  readonly files: readonly ReportFile[];
  readonly summary: ReportSummary;
  /** The answer as Markdown, for the summary of a CI job. */
  readonly answer: string;
  readonly sizeBytes: number;
}

/** What a report is built with besides the bundle. */
export interface ReportOptions extends Omit<SummaryOptions, "sources"> {
  /** Of all files together. */
  readonly limitBytes: number;
}

/**
 * Makes the files of a report. Where what stands beside the logs takes more than half of the limit, what tells least of it is left out;
 * the logs get the rest, each its fair share, and what is left out of each is its beginning. Where even that is too large, there is
 * nothing but the beginning of the page.
 */
export function buildReport(bundle: Bundle, options: ReportOptions): BuiltReport {
  const { limitBytes } = options;
  const logs = [...bundle.instances.map(({ log }) => log), ...bundle.nodes];
  let logBytes = limitBytes * firstShare;
  shareOut(logs, logBytes);
  const extent = fittingExtent(bundle, options, logs);
  for (;;) {
    const built = buildOnce(bundle, options, { logs, extent });
    const excess = built.sizeBytes - limitBytes;
    if (excess <= 0) return built;
    if (logBytes <= 0) return onlyPage(built, limitBytes);
    // Lines behind claims may be gone now: everything is said anew.
    logBytes = Math.min(logBytes, sumOf(logs)) - excess;
    shareOut(logs, logBytes);
  }
}

const firstShare = 0.8;
const shareBesideLogs = 0.5;

/** The largest extent that leaves the logs their half of the limit; the smallest where none does. */
function fittingExtent(bundle: Bundle, options: ReportOptions, logs: readonly InstanceLog[]): Extent {
  const extents = extentsOf(bundle);
  const ofLogs = logs.reduce((sum, log) => sum + Buffer.byteLength(log.text()), 0);
  const isFitting = (extent: Extent): boolean =>
    buildOnce(bundle, options, { logs, extent }).sizeBytes - ofLogs <= options.limitBytes * shareBesideLogs;
  return extents.find(isFitting) ?? extents.at(-1) ?? extents[0];
}

function buildOnce(
  whole: Bundle,
  options: ReportOptions,
  { logs, extent }: { readonly logs: readonly InstanceLog[]; readonly extent: Extent },
): BuiltReport {
  const { pods, events, hops } = extent;
  const bundle = { ...whole, events, notices: [...whole.notices, ...extent.notices] };
  const { diagnosis } = bundle;
  const diagnosisText = textReport(diagnosis, { colorLevel: 0, columns: undefined });
  const sources: Sources = {
    diagnosis: { path: diagnosisFile, text: diagnosisText },
    events,
    pods: new Map(pods.map((file) => [file.path, file])),
  };
  const seen: readonly ReportFile[] = [
    sources.diagnosis,
    ...(events.length === 0 ? [] : [{ path: eventsFile, text: events.map(({ text }) => `${text}\n`).join("") }]),
    ...(options.waited === undefined ? [] : [{ path: waitFile, text: `${options.waited.steps.join("\n")}\n` }]),
    ...pods,
    ...(logs.length === 0 ? [] : [{ path: folderIndexName, text: indexOf(logs) }]),
    ...logs.map((log) => ({ path: log.path, text: log.text() })),
  ];
  const summary = summarize(bundle, { ...options, sources });
  const facts = seen.map((file) =>
    factsOf(
      file,
      logs.find(({ path }) => path === file.path),
    ),
  );
  const forPrograms = { ...bundle, diagnosis: { ...diagnosis, hops } };
  const said: readonly ReportFile[] = [
    { path: reportPage, text: markdownDocument(bundle, summary, facts) },
    { path: "report.json", text: reportDocument(forPrograms, summary, facts) },
    { path: "junit.xml", text: junitDocument(forPrograms.diagnosis, summary) },
  ];
  const files = [...said, ...seen];
  return { files, summary, answer: answerPage(bundle, summary), sizeBytes: sizeOf(files) };
}

const reportPage = "report.md";

/** All that there is room for. */
function onlyPage(built: BuiltReport, limitBytes: number): BuiltReport {
  const leftOut = "The rest, and all other files, are left out for --report-limit.";
  const page = built.files.find(({ path }) => path === reportPage)?.text ?? "";
  const files = [{ path: reportPage, text: pageWithin(page, limitBytes, leftOut) }];
  return { ...built, files, sizeBytes: sizeOf(files) };
}

function sizeOf(files: readonly ReportFile[]): number {
  return files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
}

/** By it `kubectl kt logs --file` knows whose logs these are. */
function indexOf(logs: readonly InstanceLog[]): string {
  return logs.map(({ path, facts }, place) => indexLineOf({ file: path, format: "timestamps", place, facts })).join("");
}

function factsOf({ path, text }: ReportFile, log: InstanceLog | undefined): FileFacts {
  const lines = text.split("\n").length - 1;
  return { path, lines, bytes: Buffer.byteLength(text), cutLines: log?.cut.lines ?? 0, cutBytes: log?.cut.bytes ?? 0 };
}

function sumOf(logs: readonly InstanceLog[]): number {
  return logs.reduce((sum, { bytes }) => sum + bytes, 0);
}
