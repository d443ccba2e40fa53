import type { ResolveOptions } from "../targets/selection.ts";
import type { Subject } from "./diagnosis.ts";
import type { Budget } from "./budget.ts";

/** What every walk needs. */
export interface WalkContext extends Pick<ResolveOptions, "compilePattern" | "clock" | "signal"> {
  readonly budget: Budget;
  /** What was asked for, as it was written. */
  readonly target: string;
  /** How long a follow is watched behind the walk; undefined: not at all. */
  readonly observeMs: number | undefined;
  /** Told when the watching of a follow begins, which takes its time. */
  readonly onObserve?: ((about: Subject) => void) | undefined;
  /** Who the API server takes us for; absent where it did not say. */
  readonly user: string | undefined;
}
