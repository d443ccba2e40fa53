import { KtError } from "../../errors/kt-error.ts";
import { formatMessage } from "./message.ts";

/** Whatever was thrown, as an error for the user: what nobody expected is a defect of ours. */
export function toKtError(error: unknown): KtError {
  if (error instanceof KtError) return error;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new KtError("KT_INTERNAL", `unexpected ${reason}`, {
    hint: "this is a defect of kubectl-kt; run the command again with -v to see where it happened, and report it",
    cause: error,
  });
}

/** The lines that tell a failure; with `-v` what lies underneath as well, and for a defect where it happened. */
export function failureText(error: KtError, verbosity: number, hasColour: boolean): string {
  const lines = [formatMessage({ kind: "error", text: error.message, hint: error.hint }, hasColour)];
  if (verbosity > 0) lines.push(...causesOf(error));
  return lines.join("\n");
}

function causesOf(error: KtError): readonly string[] {
  const lines: string[] = [];
  let cause = error.cause;
  // Ten is more than any chain has; a cause that is its own cause must not hang the end of a run.
  for (let depth = 0; cause !== undefined && depth < 10; depth++) {
    lines.push(formatMessage({ kind: "debug", text: `caused by ${causeText(cause, error)}` }, false));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines;
}

function causeText(cause: unknown, error: KtError): string {
  if (!(cause instanceof Error)) return String(cause);
  return error.code === "KT_INTERNAL" ? (cause.stack ?? cause.message) : cause.message;
}
