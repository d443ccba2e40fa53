import { appendFileSync } from "node:fs";
import type { Environment } from "../../kube/environment.ts";
import { type Answer, answerText, nothing } from "./answer.ts";
import { complete } from "./complete.ts";

/** Longer than that nobody waits for a TAB. */
const timeoutMs = 2000;

/** What {@link printCompletion} needs besides the words. */
export interface CompletionOutput {
  readonly env: Environment;
  readonly write: (text: string) => void;
}

/**
 * Answers `__complete WORD...`, where the last word is being typed. Never throws, and says nothing but the answer: the
 * cursor is on a half-typed line. Why there is no candidate is written to the file that BASH_COMP_DEBUG_FILE names, as
 * kubectl does.
 */
export async function printCompletion(words: readonly string[], { env, write }: CompletionOutput): Promise<void> {
  const [request, ...typed] = words;
  let answer: Answer = nothing;
  try {
    answer = await complete(typed, { env, signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    noteFailure(error, env["BASH_COMP_DEBUG_FILE"]);
  }
  try {
    write(answerText(answer, request === "__complete"));
  } catch (error) {
    // Whoever pressed TAB may have gone on.
    noteFailure(error, env["BASH_COMP_DEBUG_FILE"]);
  }
}

function noteFailure(error: unknown, path: string | undefined): void {
  if (!path) return;
  const hint = error instanceof Error && "hint" in error ? ` (${String(error.hint)})` : "";
  try {
    appendFileSync(path, `kubectl-kt: ${String(error)}${hint}\n`);
  } catch {
    // A debug file that cannot be written must not disturb the typing either.
  }
}
