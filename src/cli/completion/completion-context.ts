import type { Environment } from "../../kube/environment.ts";

/** What completion depends on besides the words. */
export interface CompletionContext {
  readonly env: Environment;
  /** Ends the asking of a cluster; what has come by then is offered. */
  readonly signal: AbortSignal;
}
