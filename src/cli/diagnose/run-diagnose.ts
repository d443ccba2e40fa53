import { platform } from "node:os";
import type { Audit } from "../../diagnose/audit/audit.ts";
import type { AuditedRight } from "../../diagnose/audit/rbac-objects.ts";
import { Budget } from "../../diagnose/budget.ts";
import { diagnose, undiagnosed } from "../../diagnose/diagnose.ts";
import { type Cause, type Diagnosis, type Finding, hasProblem } from "../../diagnose/diagnosis.ts";
import { maskedDiagnosis } from "../../diagnose/masking/masked-diagnosis.ts";
import { Masker } from "../../diagnose/masking/masker.ts";
import { jsonReport } from "../../diagnose/report/json-report.ts";
import { markdownReport } from "../../diagnose/report/markdown-report.ts";
import { textReport } from "../../diagnose/report/text-report.ts";
import { connect } from "../../kube/connect.ts";
import type { ConnectOptions } from "../../kube/connect-options.ts";
import { type ColorLevel, colorLevelOf } from "../../render/color-level.ts";
import { printable } from "../../text/printable.ts";
import { compileNamePattern } from "../../text/pattern/pattern.ts";
import { exitCodeOf, exitCodeOfFinding } from "../../errors/exit-code.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { hintFlagsOf } from "../logs/connection-request.ts";
import { debugRequests } from "../logs/debug-requests.ts";
import { ErrorLines } from "../report/error-lines.ts";
import { hasColour } from "../report/has-colour.ts";
import { type HintFlags, hintWithFlags } from "../report/hint-flags.ts";
import { withoutJobCommands } from "../report/job-commands.ts";
import { NoticePrinter } from "../report/notice-printer.ts";
import { abortOnSignal, Interrupted } from "../signals.ts";
import { exitCodeOfRun } from "../verdict.ts";
import { version } from "../version.ts";
import { type CiOutput, ciOutputOf } from "./ci-output.ts";
import type { DiagnoseRequest } from "./diagnose-request.ts";
import { hurried, type StepPace } from "./hurried.ts";
import type { ReportRequest } from "./report-request.ts";
import type { WaitResult } from "./run-wait.ts";
import type { PreparedReport, ReportRun } from "./write-report.ts";

/**
 * Does what `kubectl kt diagnose` was asked for.
 * @returns the exit code: 10 when something is wrong.
 * @throws KtError KT_USAGE; OutputClosed.
 */
export async function runDiagnose(request: DiagnoseRequest, io: Io): Promise<number> {
  const run = new AbortController();
  const stopListening = abortOnSignal(io, run);
  const hintFlags = hintFlagsOf(request.connection);
  const notices = new NoticePrinter(new ErrorLines(io.stderr), {
    isQuiet: request.isQuiet,
    verbosity: request.verbosity,
    hasColour: hasColour(io, request.color),
    hintFlags,
  });
  const connection = {
    ...request.connection,
    env: io.env,
    userAgent: `kubectl-kt/${version}`,
    onDebug: debugRequests(notices, request.verbosity),
  };
  try {
    const { audit } = request;
    const told =
      audit === undefined
        ? await walk(request, connection, { io, notices, signal: run.signal })
        : await listReaders(audit, request, connection, { io, signal: run.signal });
    await writeFully(io.stdout, Buffer.from(told.text));
    if (run.signal.reason instanceof Interrupted) return exitCodeOfRun({ signal: run.signal.reason.signal });
    if (told.isTimeUp === true) return exitCodeOf.KT_TIMEOUT;
    return told.hasProblem ? exitCodeOfFinding : 0;
  } catch (error) {
    const reason: unknown = run.signal.aborted ? run.signal.reason : error;
    if (reason instanceof Interrupted) return exitCodeOfRun({ signal: reason.signal });
    throw reason;
  } finally {
    stopListening();
  }
}

/** What is printed, and whether something is wrong. */
interface Told {
  readonly text: string;
  readonly hasProblem: boolean;
  /** Whether what was waited for was not done in time. */
  readonly isTimeUp?: boolean;
}

async function walk(
  request: DiagnoseRequest,
  connection: ConnectOptions,
  { io, notices, signal }: { readonly io: Io; readonly notices: NoticePrinter; readonly signal: AbortSignal },
): Promise<Told> {
  const { selection, target, observeMs, report } = request;
  const reporting = report && (await prepare(report, { io, signal }));
  const ci = ciOutputFor(request, io);
  if (report !== undefined) tellOfInterruption(report, { notices, signal });
  const outcome = await waitFirst(request, connection, { io, notices, signal }, ci);
  const walked = { connection, selection, target };
  const diagnosed = async ({ signal: within, budget }: StepPace): Promise<Diagnosis> =>
    await diagnose(
      { ...walked, observeMs: budget === undefined ? observeMs : undefined },
      {
        signal: within,
        clock: io.clock,
        nowMs: io.nowMs,
        onObserve: ({ name, pod }) => {
          const span = `${Math.round((observeMs ?? 0) / 1000)} s`;
          notices.notice({
            level: "info",
            message: `watching a follow of container ${name} of pod ${pod} for ${span}`,
          });
        },
        compilePattern: (text) => compileNamePattern(text, { flag: "the pattern" }),
      },
    );
  const diagnosis =
    reporting === undefined
      ? await diagnosed({ signal, budget: undefined })
      : await hurried(signal, diagnosisMs, diagnosed, () => Promise.resolve(undiagnosed(walked, io)));
  const told = withFlags(diagnosis, hintFlagsOf(request.connection));
  const hasFailed = hasProblem(diagnosis) || outcome?.kind === "failed";
  const end = { hasProblem: hasFailed, isTimeUp: outcome?.kind === "timeout" };
  if (reporting === undefined || selection === undefined) {
    // What a job prints is read by more people than may read its cluster.
    const shown = outcome === undefined ? told : maskedDiagnosis(told, outcome.masker);
    return { text: reportOf(shown, request, io, { outcome, ci }), ...end };
  }
  const { mayReadSecrets } = request;
  const waited = outcome && { hasFailed: outcome.kind !== "done", text: outcome.text, steps: outcome.steps };
  const written = await hurried(
    signal,
    reportMs,
    (pace) => {
      const about = { connection, selection, mayReadSecrets, waited, interruption: interruptionText(signal), pace };
      return reporting.write(told, about);
    },
    () => {
      const masker = outcome?.masker ?? new Masker();
      return reporting.writeBare(told, { waited, interruption: interruptionText(signal), masker });
    },
  );
  await ciOutputOf(io).addSummary(written.answer);
  notices.notice({ level: "info", message: written.message });
  return { text: reportOf(written.diagnosis, request, io, { outcome, ci }), ...end };
}

/** A CI system kills what does not end some seconds after it was told to: GitHub Actions after 7.5 s. */
const diagnosisMs = 2000;
const reportMs = 3000;

/** Says, at the moment of it, that the run goes on for a little while. */
function tellOfInterruption(
  { folder }: ReportRequest,
  { notices, signal }: { readonly notices: NoticePrinter; readonly signal: AbortSignal },
): void {
  const tell = (): void => {
    const message = `interrupted: what is known is written to ${folder}, which takes some seconds at most; once more ends at once`;
    if (signal.reason instanceof Interrupted) notices.notice({ level: "warning", message });
  };
  signal.addEventListener("abort", tell, { once: true });
}

function interruptionText({ reason }: AbortSignal): string | undefined {
  if (!(reason instanceof Interrupted)) return undefined;
  return `Interrupted (${reason.signal}): this is what was known by then; what takes more than a few seconds was left out.`;
}

/** Only what people read, and a CI job prints, is marked for it. */
function ciOutputFor({ report, wait, format }: DiagnoseRequest, io: Io): CiOutput | undefined {
  return format === "text" && (report !== undefined || wait !== undefined) ? ciOutputOf(io) : undefined;
}

/** Waits where that is wanted, with the logs on standard output unless something else is to come there. */
async function waitFirst(
  request: DiagnoseRequest,
  connection: ConnectOptions,
  { io, notices, signal }: { readonly io: Io; readonly notices: NoticePrinter; readonly signal: AbortSignal },
  ci: CiOutput | undefined,
): Promise<WaitResult | undefined> {
  const { wait, selection, target, format, mayReadSecrets } = request;
  if (wait === undefined || selection === undefined) return undefined;
  const { runWait } = await import("./run-wait.ts");
  const write = async (text: string): Promise<void> => {
    if (format === "text") await writeFully(io.stdout, Buffer.from(text));
    else io.stderr.write(text);
  };
  await write(ci?.begin(`Logs of ${target}`) ?? "");
  const result = await runWait(wait, {
    ...{ connection, selection, target, mayReadSecrets, io, notices, signal },
    write: (text) => write(withoutJobCommands(text, io.env)),
  });
  await write(ci?.end() ?? "");
  // Without a report nothing of it would remain.
  if (result.kind === "interrupted" && request.report === undefined) signal.throwIfAborted();
  return result;
}

/** Loaded where it is wanted: a walk needs none of it. */
async function prepare(report: ReportRequest, run: ReportRun): Promise<PreparedReport> {
  const { prepareReport } = await import("./write-report.ts");
  return await prepareReport(report, run);
}

/** Loaded where it is wanted: a walk needs none of it. */
async function listReaders(
  right: AuditedRight,
  request: DiagnoseRequest,
  connection: ConnectOptions,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<Told> {
  const { format, auditNamespace } = request;
  const { auditRight } = await import("../../diagnose/audit/audit.ts");
  const { auditJson, auditMarkdown, auditText } = await import("../../diagnose/audit/audit-report.ts");
  const client = await connect(connection);
  try {
    const namespace = auditNamespace === "" ? client.namespace : auditNamespace;
    const audit = await auditRight(client, { right, namespace, budget: new Budget(), signal });
    const look = {
      ...{ colorLevel: colorLevelFor(request, io), isTerminal: io.stdout.isTerminal, isWhole: true },
      ...{ terminalColumns: io.stdout.columns, zone: undefined, timestamps: undefined, nowMs: io.nowMs },
    };
    const write = { text: (one: Audit) => auditText(one, look), json: auditJson, markdown: auditMarkdown }[format];
    return { text: withoutJobCommands(write(audit), io.env), hasProblem: audit.open.length > 0 };
  } finally {
    await client.close();
  }
}

function reportOf(
  diagnosis: Diagnosis,
  request: DiagnoseRequest,
  io: Io,
  { outcome, ci }: { readonly outcome: Pick<WaitResult, "text"> | undefined; readonly ci: CiOutput | undefined },
): string {
  const withoutCommands = (text: string): string => withoutJobCommands(text, io.env);
  if (request.format === "json") return withoutCommands(jsonReport(diagnosis));
  if (request.format === "markdown") return withoutCommands(markdownReport(diagnosis));
  const { isTerminal, columns } = io.stdout;
  const text = withoutCommands(
    textReport(diagnosis, {
      colorLevel: colorLevelFor(request, io),
      columns: isTerminal ? (columns ?? 80) : undefined,
    }),
  );
  const first = outcome === undefined ? "" : `${withoutCommands(printable(outcome.text))}\n\n`;
  if (ci === undefined) return first + text;
  const title = `Diagnosis of ${diagnosis.target}`;
  return `${first}${ci.begin(title)}${text}${ci.end()}${ci.annotations(diagnosis)}`;
}

function colorLevelFor({ color = "auto" }: DiagnoseRequest, { stdout, env }: Io): ColorLevel {
  return colorLevelOf({ flag: color, isTerminal: stdout.isTerminal, env, platform: platform() });
}

/** The commands that the user is to run ask the same cluster with the same rights. */
function withFlags(diagnosis: Diagnosis, flags: HintFlags): Diagnosis {
  const causeWithFlags = ({ text, check, fix }: Cause): Cause => ({
    text,
    ...(check === undefined ? {} : { check: hintWithFlags(check, flags) }),
    ...(fix === undefined ? {} : { fix: hintWithFlags(fix, flags) }),
  });
  const findingWithFlags = (found: Finding): Finding => ({
    ...found,
    causes: found.causes.map(causeWithFlags),
    ...(found.next === undefined ? {} : { next: hintWithFlags(found.next, flags) }),
  });
  return {
    ...diagnosis,
    hops: diagnosis.hops.map((hop) => ({ ...hop, findings: hop.findings.map(findingWithFlags) })),
  };
}
