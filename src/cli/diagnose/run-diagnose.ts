import { platform } from "node:os";
import { diagnose } from "../../diagnose/diagnose.ts";
import { type Diagnosis, type Finding, hasProblem } from "../../diagnose/diagnosis.ts";
import { jsonReport } from "../../diagnose/report/json-report.ts";
import { markdownReport } from "../../diagnose/report/markdown-report.ts";
import { textReport } from "../../diagnose/report/text-report.ts";
import { colorLevelOf } from "../../render/color-level.ts";
import { compileNamePattern } from "../../text/pattern/pattern.ts";
import { exitCodeOfFinding } from "../../errors/exit-code.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { hintFlagsOf } from "../logs/connection-request.ts";
import { debugRequests } from "../logs/debug-requests.ts";
import { ErrorLines } from "../report/error-lines.ts";
import { hasColour } from "../report/has-colour.ts";
import { type HintFlags, hintWithFlags } from "../report/hint-flags.ts";
import { NoticePrinter } from "../report/notice-printer.ts";
import { abortOnSignal, Interrupted } from "../signals.ts";
import { exitCodeOfRun } from "../verdict.ts";
import { version } from "../version.ts";
import type { DiagnoseRequest } from "./diagnose-request.ts";

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
    isQuiet: false,
    verbosity: request.verbosity,
    hasColour: hasColour(io, request.color),
    hintFlags,
  });
  try {
    const diagnosis = await diagnose(
      {
        connection: {
          ...request.connection,
          env: io.env,
          userAgent: `kubectl-kt/${version}`,
          onDebug: debugRequests(notices, request.verbosity),
        },
        selection: request.selection,
        target: request.target,
      },
      {
        signal: run.signal,
        clock: io.clock,
        nowMs: io.nowMs,
        compilePattern: (text) => compileNamePattern(text, { flag: "the pattern" }),
      },
    );
    const told = withFlags(diagnosis, hintFlags);
    await writeFully(io.stdout, Buffer.from(reportOf(told, request, io)));
    return hasProblem(diagnosis) ? exitCodeOfFinding : 0;
  } catch (error) {
    const reason: unknown = run.signal.aborted ? run.signal.reason : error;
    if (reason instanceof Interrupted) return exitCodeOfRun({ signal: reason.signal });
    throw reason;
  } finally {
    stopListening();
  }
}

function reportOf(diagnosis: Diagnosis, { format, color = "auto" }: DiagnoseRequest, { stdout, env }: Io): string {
  if (format === "json") return jsonReport(diagnosis);
  if (format === "markdown") return markdownReport(diagnosis);
  const { isTerminal, columns } = stdout;
  const colorLevel = colorLevelOf({ flag: color, isTerminal, env, platform: platform() });
  return textReport(diagnosis, { colorLevel, columns: isTerminal ? (columns ?? 80) : undefined });
}

/** The commands that the user is to run ask the same cluster with the same rights. */
function withFlags(diagnosis: Diagnosis, flags: HintFlags): Diagnosis {
  const findingWithFlags = (found: Finding): Finding =>
    found.next === undefined ? found : { ...found, next: hintWithFlags(found.next, flags) };
  return {
    ...diagnosis,
    hops: diagnosis.hops.map((hop) => ({ ...hop, findings: hop.findings.map(findingWithFlags) })),
  };
}
