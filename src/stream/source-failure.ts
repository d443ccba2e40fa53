import { KtError } from "../errors/kt-error.ts";
import type { Notices } from "./notice.ts";
import type { LogSource, SourceItem } from "./source.ts";

/** Says that a source failed as a whole; the others go on. */
export function reportFailure(notices: Notices, source: LogSource, error: unknown): void {
  notices.notice({
    level: "error",
    about: source.name,
    message: error instanceof Error ? error.message : String(error),
    hint: error instanceof KtError ? error.hint : undefined,
  });
}

/**
 * Ends the reading of a source, if one is given, and disposes of it. A failure of that is a warning: what the source
 * had to say is out.
 */
export async function closeSource(
  notices: Notices,
  source: LogSource,
  reading?: AsyncIterator<SourceItem>,
): Promise<void> {
  try {
    try {
      await reading?.return?.();
    } finally {
      await source[Symbol.asyncDispose]();
    }
  } catch (error) {
    notices.notice({
      level: "warning",
      about: source.name,
      message: `could not be closed: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}
