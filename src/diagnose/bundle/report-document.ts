import { diagnosisDocument } from "../report/json-report.ts";
import type { Bundle } from "./gather-bundle.ts";
import type { ReportSummary } from "./report-summary.ts";

/** What a file of a report holds. */
export interface FileFacts {
  readonly path: string;
  readonly lines: number;
  readonly bytes: number;
  /** How much of its beginning is left out. */
  readonly cutLines: number;
  readonly cutBytes: number;
}

/** The report for programs; `docs/diagnose-report.schema.json` describes it. */
export function reportDocument(bundle: Bundle, summary: ReportSummary, files: readonly FileFacts[]): string {
  const { diagnosis, notices, masker } = bundle;
  const { hasFailed, isInterrupted, answer, findings, telling, comparison, next } = summary;
  const document = {
    kind: "DiagnosisReport",
    version: 1,
    target: diagnosis.target,
    context: diagnosis.context,
    namespace: diagnosis.namespace,
    startedAt: new Date(diagnosis.startedMs).toISOString(),
    result: hasFailed ? "problem" : "ok",
    ...(isInterrupted ? { interrupted: true } : {}),
    answer,
    findings: findings.map(({ finding, others, places }) => ({ ...finding, others, places })),
    telling,
    comparison,
    ...(next === undefined ? {} : { next }),
    masked: Object.fromEntries(masker.counts),
    notices,
    files,
    diagnosis: diagnosisDocument(diagnosis),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
