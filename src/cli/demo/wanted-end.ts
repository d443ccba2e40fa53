import { Interrupted } from "../signals.ts";
import { exitCodeOfRun } from "../verdict.ts";

/**
 * The exit code of a demonstration that has come to its end, where Ctrl-C is the end that was wanted.
 * @param run Aborted by a signal, if anything has ended it.
 */
export function exitCodeOfDemo(run: AbortSignal): number {
  const reason: unknown = run.reason;
  return reason instanceof Interrupted && reason.signal !== "SIGINT" ? exitCodeOfRun({ signal: reason.signal }) : 0;
}
