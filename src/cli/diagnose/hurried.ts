import { Budget } from "../../diagnose/budget.ts";
import { Interrupted } from "../signals.ts";

/** How a step is to be done. */
export interface StepPace {
  readonly signal: AbortSignal;
  /** What is left for it behind an interruption; undefined: it takes as long as it takes. */
  readonly budget: Budget | undefined;
}

/**
 * Does a step of a run of which something is to remain when it is interrupted, by Ctrl-C or at the time limit of a CI job. Then it is
 * done anew, with little time, since a CI system kills what does not end within seconds.
 * @param otherwise What is left where even that time was too short.
 * @throws what the step throws, and the signal's reason where that is no interruption.
 */
export async function hurried<T>(
  signal: AbortSignal,
  limitMs: number,
  step: (pace: StepPace) => Promise<T>,
  otherwise: () => Promise<T>,
): Promise<T> {
  if (!signal.aborted) {
    try {
      return await step({ signal, budget: undefined });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await step({ signal: limit, budget: new Budget(limitMs * softShare) });
  } catch (error) {
    if (!limit.aborted) throw error;
    return await otherwise();
  }
}

/** What cannot be had is given up a little before everything is. */
const softShare = 0.8;
