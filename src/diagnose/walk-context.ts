import type { ResolveOptions } from "../targets/selection.ts";
import type { Budget } from "./budget.ts";

/** What every walk needs. */
export interface WalkContext extends Pick<ResolveOptions, "compilePattern" | "clock" | "signal"> {
  readonly budget: Budget;
  /** What was asked for, as it was written. */
  readonly target: string;
  /** Who the API server takes us for; absent where it did not say. */
  readonly user: string | undefined;
}
