import { KtError } from "../../errors/kt-error.ts";
import { FieldCensus } from "../../text/fields/field-census.ts";
import { OutputClosed } from "../io/output-closed.ts";
import type { Io } from "../io/io.ts";
import { ErrorLines } from "../report/error-lines.ts";
import { failureText, toKtError } from "../report/failure.ts";
import { hasColour } from "../report/has-colour.ts";
import { type HintFlags, hintForCommand, hintWithFlags } from "../report/hint-flags.ts";
import { NoticePrinter } from "../report/notice-printer.ts";
import { abortOnSignal, Interrupted } from "../signals.ts";
import { exitCodeOfRun } from "../verdict.ts";
import { hintFlagsOf } from "./connection-request.ts";
import { timeIsUp } from "./endings.ts";
import type { LogsRequest } from "./logs-request.ts";
import type { ReadResult } from "./print-logs.ts";
import { readLogs } from "./read-logs.ts";

/** Thrown and given as the reason of an abort when a run has come to the end that was set for it. */
class Ended extends Error {
  override readonly name = "Ended";
}

/**
 * Does what `kubectl kt logs` was asked for, and says on standard error what went wrong.
 * @param end Ends the run in order, as if everything had been read.
 * @returns the exit code (L31).
 */
export async function runLogs(request: LogsRequest, io: Io, end?: AbortSignal): Promise<number> {
  const run = new AbortController();
  const stopListening = abortOnSignal(io, run);
  const stopCatching = io.onUncaught((error) => run.abort(error));
  const lines = new ErrorLines(io.stderr);
  const isColoured = hasColour(io, request.output.color);
  const hintFlags = hintFlagsOf(request.connection);
  const notices = new NoticePrinter(lines, {
    isQuiet: request.isQuiet,
    verbosity: request.verbosity,
    hasColour: isColoured,
    hintFlags,
  });
  const endRun = (): void => run.abort(new Ended());
  end?.addEventListener("abort", endRun, { once: true });
  const { timeout } = request.endings;
  const stopTimer = timeout && io.clock.after(timeout.ms, () => run.abort(timeIsUp(request.endings)));
  let result: ReadResult = { hasReadNothing: false };
  let reason: unknown;
  try {
    result = await readLogs(request, { io, lines, notices, fields: new FieldCensus(), run });
  } catch (error) {
    reason = error;
  } finally {
    stopTimer?.();
    stopListening();
    stopCatching();
    end?.removeEventListener("abort", endRun);
    lines.clearStatus();
  }
  // After an abort most things throw; only the reason of the abort itself tells anything.
  if (run.signal.aborted) reason = run.signal.reason;
  const failure = failureOf(reason, request.choosing === "files" ? "files" : "logs", hintFlags);
  if (failure !== undefined) lines.write(failureText(failure, request.verbosity, isColoured));
  return exitCodeOfRun({
    failure,
    ...result,
    signal: reason instanceof Interrupted ? reason.signal : undefined,
    isOutputClosed: reason instanceof OutputClosed,
    isIncomplete: notices.isIncomplete,
  });
}

/** What made the run fail; undefined where an end that was asked for is all there is. */
function failureOf(reason: unknown, command: "logs" | "files", flags: HintFlags): KtError | undefined {
  if (reason === undefined) return undefined;
  const isAskedFor = reason instanceof Interrupted || reason instanceof OutputClosed || reason instanceof Ended;
  if (isAskedFor) return undefined;
  const error = toKtError(reason);
  if (error.hint === undefined) return error;
  const hint = hintWithFlags(hintForCommand(error.hint, command), flags);
  return new KtError(error.code, error.message, { hint, cause: error.cause });
}
