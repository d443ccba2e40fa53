import { indexLineOf } from "../../captures/folder-index.ts";
import { folderIndexName } from "../../captures/folder-index.ts";
import { textReport } from "../report/text-report.ts";
import { diagnosisFile, eventsFile, type Sources, waitFile } from "./claims.ts";
import type { Bundle } from "./gather-bundle.ts";
import type { InstanceLog } from "./instance-log.ts";
import { junitDocument } from "./junit-document.ts";
import { answerPage, markdownDocument } from "./markdown-document.ts";
import { podDocument } from "./pod-document.ts";
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
 * Makes the files of a report: the logs get what the rest leaves of the limit, each its fair share, and what is left out of each is its
 * beginning.
 */
export function buildReport(bundle: Bundle, options: ReportOptions): BuiltReport {
  const { limitBytes } = options;
  const logs = [...bundle.instances.map(({ log }) => log), ...bundle.nodes];
  const pods = bundle.pods.map((pod) => podDocument(pod, bundle.masker));
  let logBytes = limitBytes * firstShare;
  for (;;) {
    shareOut(logs, logBytes);
    const built = buildOnce(bundle, options, { logs, pods });
    const excess = built.sizeBytes - limitBytes;
    if (excess <= 0 || logBytes <= 0) return built;
    // Lines behind claims may be gone now: everything is said anew.
    logBytes = Math.min(logBytes, sumOf(logs)) - excess;
  }
}

const firstShare = 0.8;

function buildOnce(
  bundle: Bundle,
  options: ReportOptions,
  { logs, pods }: { readonly logs: readonly InstanceLog[]; readonly pods: readonly ReportFile[] },
): BuiltReport {
  const { diagnosis, events } = bundle;
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
  const said: readonly ReportFile[] = [
    { path: "report.md", text: markdownDocument(bundle, summary, facts) },
    { path: "report.json", text: reportDocument(bundle, summary, facts) },
    { path: "junit.xml", text: junitDocument(diagnosis, summary) },
  ];
  const files = [...said, ...seen];
  return {
    files,
    summary,
    answer: answerPage(bundle, summary),
    sizeBytes: files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
  };
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
