import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuiltReport, buildReport, type ReportOptions } from "../../diagnose/bundle/build-report.ts";
import { bareBundle, type Bundle, gatherBundle } from "../../diagnose/bundle/gather-bundle.ts";
import { maskedText } from "../../diagnose/bundle/markdown-document.ts";
import type { ReportFile } from "../../diagnose/bundle/report-file.ts";
import { readSavedLogs } from "../../diagnose/bundle/saved-logs.ts";
import type { Diagnosis } from "../../diagnose/diagnosis.ts";
import type { Masker } from "../../diagnose/masking/masker.ts";
import type { ConnectOptions } from "../../kube/connect-options.ts";
import type { Selection } from "../../targets/selection.ts";
import { compileNamePattern } from "../../text/pattern/pattern.ts";
import type { Io } from "../io/io.ts";
import { makeFolder } from "../io/make-folder.ts";
import { writeError } from "../io/write-fully.ts";
import { checkEmptyFolder } from "../log-folder/empty-folder.ts";
import type { StepPace } from "./hurried.ts";
import type { ReportRequest } from "./report-request.ts";

/** The run that a report is written in. */
export interface ReportRun {
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** A report that can be written: its folder is empty, and what it is compared with was read. */
export interface PreparedReport {
  /** Gathers and writes it. @throws KtError KT_OUTPUT; the signal's reason. */
  write(diagnosis: Diagnosis, subject: ReportSubject): Promise<WrittenReport>;
  /** Writes the diagnosis alone. @throws KtError KT_OUTPUT. */
  writeBare(diagnosis: Diagnosis, subject: BareSubject): Promise<WrittenReport>;
}

/** What a report is about, and how it is to be gathered. */
export interface ReportSubject extends Pick<ReportOptions, "waited" | "interruption"> {
  readonly connection: ConnectOptions;
  readonly selection: Selection;
  readonly mayReadSecrets: boolean;
  readonly pace: StepPace;
}

/** What there is where nothing more may be asked. */
export interface BareSubject extends Pick<ReportOptions, "waited" | "interruption"> {
  readonly masker: Masker;
}

/** What was written. */
export interface WrittenReport extends Pick<BuiltReport, "summary" | "answer"> {
  /** Without secrets. */
  readonly diagnosis: Diagnosis;
  /** For people: where it is. */
  readonly message: string;
}

/**
 * Looks, before anything takes its time, whether the report can be written.
 * @throws KtError KT_OUTPUT, KT_CAPTURE; the signal's reason.
 */
export async function prepareReport(request: ReportRequest, { io, signal }: ReportRun): Promise<PreparedReport> {
  const { folder, reference: path, limitBytes } = request;
  await checkEmptyFolder(folder, "--report ");
  const reference =
    path === undefined ? undefined : await readSavedLogs(path, { clock: io.clock, nowMs: io.nowMs, signal });
  const writeBundle = async (
    bundle: Bundle,
    { waited, interruption }: Pick<ReportOptions, "waited" | "interruption">,
  ): Promise<WrittenReport> => {
    const { masker } = bundle;
    const masked = waited && {
      hasFailed: waited.hasFailed,
      text: masker.text(waited.text),
      steps: waited.steps.map((step) => masker.text(step)),
    };
    const built = buildReport(bundle, { limitBytes, reference, waited: masked, interruption });
    // Nothing but the disk is waited for here: what was begun is ended, whatever interrupts the run.
    for (const file of built.files) await writeReportFile(folder, file);
    const size = `${built.files.length} files, ${Math.ceil(built.sizeBytes / 1024)} KiB`;
    const message = `the report is in ${join(folder, "report.md")} (${size}). ${maskedText(bundle)}`;
    return { diagnosis: bundle.diagnosis, summary: built.summary, answer: built.answer, message };
  };
  return {
    write: async (diagnosis, { connection, selection, mayReadSecrets, pace, ...subject }) => {
      const { clock, random } = io;
      const compilePattern = (text: string): ReturnType<typeof compileNamePattern> =>
        compileNamePattern(text, { flag: "the pattern" });
      const bundle = await gatherBundle(
        diagnosis,
        { connection, selection, since: request.since, limitBytes, mayReadSecrets },
        { clock, random, compilePattern, ...pace },
      );
      return await writeBundle(bundle, subject);
    },
    writeBare: (diagnosis, { masker, ...subject }) => {
      const notices = ["no logs, events or states: there was no time"];
      return writeBundle(bareBundle(diagnosis, { masker, notices }), subject);
    },
  };
}

async function writeReportFile(folder: string, { path, text }: ReportFile): Promise<void> {
  const whole = join(folder, ...path.split("/"));
  try {
    await makeFolder(dirname(whole));
    await writeFile(whole, text, { flag: "wx" });
  } catch (error) {
    throw writeError(error, whole);
  }
}
