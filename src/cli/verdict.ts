import { exitCodeOf } from "../errors/exit-code.ts";
import type { KtError } from "../errors/kt-error.ts";
import type { EndingSignal } from "./io/io.ts";

/** Everything about a run that its exit code tells. */
export interface RunOutcome {
  /** What made the run as a whole fail. */
  readonly failure?: KtError | undefined;
  /** Whether every source failed, so that nothing could be read; each of them has been told. */
  readonly hasReadNothing?: boolean;
  /** Which signal ended it. */
  readonly signal?: EndingSignal | undefined;
  /** Whether the reader of standard output went away. */
  readonly isOutputClosed?: boolean;
  /** Whether the line came that `--until-match` waits for. */
  readonly hasMatched?: boolean | undefined;
  /** Whether a source failed or may have gaps. */
  readonly isIncomplete?: boolean;
}

/**
 * The exit code of a run (L31). Where several things hold the first of these counts: 2 usage, 1 failed, 130
 * interrupted, 143 terminated, 129 terminal closed, 141 output closed, 0 of `--until-match`, 3 incomplete, 5 time up, 4 no source matched.
 */
export function exitCodeOfRun(outcome: RunOutcome): number {
  const failed = outcome.failure === undefined ? 0 : exitCodeOf[outcome.failure.code];
  if (failed === 2 || failed === 1) return failed;
  if (outcome.hasReadNothing === true) return 1;
  if (outcome.signal !== undefined) return exitCodeOfSignal[outcome.signal];
  if (outcome.isOutputClosed === true) return 141;
  if (outcome.hasMatched === true) return 0;
  if (outcome.isIncomplete === true) return exitCodeOf.KT_INCOMPLETE;
  return failed;
}

/** As a shell tells it: 128 and the signal's number. */
const exitCodeOfSignal: Readonly<Record<EndingSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
