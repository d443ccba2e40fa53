import { KtError } from "../errors/kt-error.ts";
import type { Notices } from "./notice.ts";
import type { LogSource } from "./source.ts";

/** Says that a source failed as a whole; the others go on. */
export function reportFailure(notices: Notices, source: LogSource, error: unknown): void {
  notices.notice({
    level: "error",
    about: source.name,
    message: error instanceof Error ? error.message : String(error),
    hint: error instanceof KtError ? error.hint : undefined,
  });
}
