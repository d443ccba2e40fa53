import type { KtErrorCode } from "../../errors/exit-code.ts";

/** What was tried, in the words of RBAC. */
export type Verb = "get" | "list" | "watch" | "create";

/** What an error for a user is made of. */
export interface Explanation {
  readonly code: KtErrorCode;
  readonly message: string;
  /** The next command to run; absent when there is none. */
  readonly hint?: string | undefined;
}
