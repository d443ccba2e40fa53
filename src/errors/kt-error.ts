import type { KtErrorCode } from "./exit-code.ts";

/** What a {@link KtError} may carry besides its code and message. */
export interface KtErrorOptions {
  /** The next command to run, or the next thing to check. Absent when there is nothing useful to say. */
  readonly hint?: string | undefined;
  /** What was caught underneath. Printed with `-v` only. */
  readonly cause?: unknown;
}

/**
 * Every failure that reaches a user. The message says what failed, on which object and why; the hint
 * says what to run next. Neither ever holds a token, a key or a certificate.
 */
export class KtError extends Error {
  override readonly name = "KtError";
  /** Stable name of the kind of failure; the exit code follows from it. */
  readonly code: KtErrorCode;
  /** The next command to run; absent when there is none. */
  readonly hint: string | undefined;

  constructor(code: KtErrorCode, message: string, options: KtErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** Whether `error` is a {@link KtError} with this code. */
export function hasCode(error: unknown, code: KtErrorCode): error is KtError {
  return error instanceof KtError && error.code === code;
}
